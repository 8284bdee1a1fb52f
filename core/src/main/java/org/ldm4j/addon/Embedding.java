package org.ldm4j.addon;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.Names;
import org.ldm4j.checkpoint.TensorFile;
import org.ldm4j.checkpoint.TensorFiles;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * A word of textual inversion (Gal et al. 2022): one vector or several that stand in a prompt under a name. Only the path
 * is kept; the vectors are read when they are added to a model. The file has one of three forms: diffusers'
 * {@code {word: vectors}}, AUTOMATIC1111's {@code string_to_param}, or its safetensors form {@code emb_params}.
 *
 * @param file the file
 * @param word what stands for it in prompts
 */
public record Embedding(Path file, String word) {
    private static final List<String> IN_FOLDERS = List.of("learned_embeds.safetensors", "learned_embeds.bin");
    private static final String PARAMETERS = "string_to_param.";

    /** Keys that name the form of the file and not the word. */
    private static final Set<String> FORMS = Set.of("emb_params", "embedding", "*");

    public Embedding {
        if (word.isBlank() || !word.equals(word.strip())) {
            throw new IllegalArgumentException("word (" + word + ") must not be empty or begin or end with space");
        }
    }

    /**
     * The embedding in a file, or in diffusers' folder with one, under its own word: that of diffusers' form, otherwise the file's name without its
     * ending, as AUTOMATIC1111 has it.
     *
     * @throws CheckpointException if it cannot be read or is no embedding
     */
    public static Embedding open(Path path) {
        Path file = AddOnFile.of(path, IN_FOLDERS);
        try (TensorFile tensors = TensorFiles.open(file)) {
            String key = key(tensors);
            boolean named = !FORMS.contains(key) && !key.startsWith(PARAMETERS) && !key.isBlank();
            return new Embedding(file, named ? key.strip() : stem(file));
        }
    }

    /** The same under another word. */
    public Embedding named(String name) {
        return new Embedding(file, name);
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).strip();
    }

    private static String key(TensorFile tensors) {
        Set<String> names = tensors.names();
        for (String known : new String[] {"emb_params", PARAMETERS + "*"}) {
            if (names.contains(known)) {
                return known;
            }
        }
        if (names.size() != 1) {
            throw CheckpointException.of(
                    Code.UNSUPPORTED,
                    "embedding",
                    "the vectors of one word",
                    names.size() + " tensors: " + Names.some(names),
                    tensors.description());
        }
        return names.iterator().next();
    }

    /**
     * Its vectors [n, width] in float32.
     *
     * @param width width of the text encoder's tokens
     * @throws CheckpointException if it was made for a text encoder of another width, or holds NaN or infinity
     */
    public Tensor vectors(long width) {
        try (TensorFile tensors = TensorFiles.open(file)) {
            String key = key(tensors);
            long[] shape = tensors.shape(key);
            boolean fits = (shape.length == 1 || shape.length == 2 && shape[0] > 0) && shape[shape.length - 1] == width;
            if (!fits) {
                throw refuse(
                        Code.SHAPE_MISMATCH,
                        key,
                        "vectors of this text encoder's width " + width,
                        "shape " + Arrays.toString(shape));
            }
            return Scope.result(() -> {
                Tensor vectors = tensors.read(key).to(DType.FP32).reshape(-1, width);
                if (!vectors.isFinite()) {
                    throw refuse(Code.UNSUPPORTED, key, "finite values", "NaN or infinity");
                }
                return vectors;
            });
        }
    }

    private CheckpointException refuse(Code code, String key, String expected, String found) {
        return CheckpointException.of(code, "embedding " + Names.quoted(key), expected, found, file);
    }
}
