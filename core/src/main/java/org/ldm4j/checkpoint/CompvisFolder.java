package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/**
 * A folder with a model as the paper's code keeps it: all tensors in {@code model.safetensors}, and beside it
 * {@code model.yaml}, which says what they are. Training writes so what diffusers' folders have no place for.
 */
final class CompvisFolder {
    private static final String WEIGHTS = "model.safetensors";
    private static final String CONFIG = "model.yaml";

    private CompvisFolder() {}

    /** Whether {@code path} is such a folder. */
    static boolean is(Path path) {
        return Files.isRegularFile(path.resolve(WEIGHTS)) && Files.isRegularFile(path.resolve(CONFIG));
    }

    /** The file with the tensors if {@code path} is such a folder, otherwise {@code path}. */
    static Path file(Path path) {
        return is(path) ? path.resolve(WEIGHTS) : path;
    }

    /**
     * Writes both files into an existing folder.
     *
     * @param config the tree of the YAML
     * @param type element type of the file
     */
    static void writeInto(Path folder, Map<String, Object> config, TensorSource tensors, DType type)
            throws IOException {
        String yaml = new Dump(DumpSettings.builder().build()).dumpToString(config);
        Files.writeString(folder.resolve(CONFIG), yaml, StandardCharsets.UTF_8);
        Map<String, String> metadata = Map.of("format", "pt");
        SafetensorsWriter.write(folder.resolve(WEIGHTS), new ConvertedSource(tensors, type), metadata);
    }

    /** A part of such a tree: what it is and the arguments that it is made with. */
    static Map<String, Object> part(CompvisClass target, Map<String, Object> arguments) {
        return Map.of("target", target.target(), "params", arguments);
    }

    /** What each of {@code widths} is to the first: the paper's code knows multiples alone. */
    static List<Integer> multipliers(String what, List<Integer> widths) {
        int first = widths.get(0);
        for (int width : widths) {
            if (width % first != 0) {
                throw CheckpointException.of(
                        CheckpointException.Code.UNSUPPORTED,
                        what,
                        "multiples of the first, as the paper's form has them",
                        widths.toString(),
                        "model to be written");
            }
        }
        return widths.stream().map(width -> width / first).toList();
    }
}
