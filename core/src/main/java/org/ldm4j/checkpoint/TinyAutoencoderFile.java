package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.TinyAutoencoderConfig;
import org.ldm4j.autoencoder.TinyAutoencoderConfig.Activation;
import org.ldm4j.checkpoint.CheckpointException.Code;

/**
 * TAESD's decoder as it is published: diffusers' folder of an AutoencoderTiny, one file with diffusers' names, or the
 * author's own file of the decoder, whose layers have bare numbers.
 */
public final class TinyAutoencoderFile {
    private static final String CONFIG = "config.json";
    private static final String LAYERS = "decoder.layers.";
    private static final String WHAT = "small decoder";

    /** What stands before the numbers in the author's file and in files that were made of it. */
    private static final List<String> OWN_PREFIXES = List.of("taesd_decoder.", "decoder.", "");

    private final TinyAutoencoderConfig config;
    private final Supplier<TensorFile> files;

    private TinyAutoencoderFile(TinyAutoencoderConfig config, Supplier<TensorFile> files) {
        this.config = config;
        this.files = files;
    }

    /** Looks at the folder or file {@code path}. */
    public static TinyAutoencoderFile of(Path path) {
        if (!Files.isDirectory(path)) {
            Supplier<TensorFile> files = () -> renamed(TensorFiles.open(path));
            return new TinyAutoencoderFile(guessed(files, path), files);
        }
        ModelFolder folder = ModelFolder.open(path);
        Supplier<TensorFile> files =
                () -> renamed(WeightFiles.ofDiffusers(folder, ".", null).open());
        return new TinyAutoencoderFile(
                folder.has(CONFIG) ? DiffusersTinyConfig.read(folder.config(CONFIG)) : guessed(files, path), files);
    }

    private static TinyAutoencoderConfig guessed(Supplier<TensorFile> files, Path path) {
        try (TensorFile tensors = files.get()) {
            TinyAutoencoderConfig config = guess(tensors);
            if (config == null) {
                throw CheckpointException.of(
                        Code.MODEL_MISMATCH, WHAT, "the tensors of TAESD's decoder", Names.some(tensors.names()), path);
            }
            return config;
        }
    }

    /** The decoder's shape from its layers: blocks, and after each level a number without tensors and a convolution. */
    private static @Nullable TinyAutoencoderConfig guess(TensorFile tensors) {
        Set<String> names = tensors.names();
        String first = LAYERS + "0.weight";
        if (!names.contains(first) || tensors.shape(first).length < 2) {
            return null;
        }
        List<Integer> blocks = new ArrayList<>();
        int index = 2;
        while (true) {
            int start = index;
            while (names.contains(LAYERS + index + ".conv.0.weight")) {
                index++;
            }
            blocks.add(index - start);
            if (!names.contains(LAYERS + (index + 1) + ".weight")) {
                break;
            }
            index += 2;
        }
        String last = LAYERS + index + ".weight";
        if (!names.contains(last)) {
            return null;
        }
        long[] in = tensors.shape(first);
        return new TinyAutoencoderConfig(
                Math.toIntExact(tensors.shape(last)[0]),
                Math.toIntExact(in[1]),
                Math.toIntExact(in[0]),
                Math.toIntExact(in[0]),
                List.of(1),
                blocks,
                Activation.RELU,
                2,
                1);
    }

    /** The decoder's tensors under diffusers' names. The author's count begins with the limit of the latents, one earlier. */
    private static RenamedSource renamed(TensorFile tensors) {
        Map<String, RenamedSource.Entry> entries = new LinkedHashMap<>();
        boolean diffusers = tensors.names().stream().anyMatch(name -> name.startsWith(LAYERS));
        for (String name : tensors.names()) {
            String renamed = diffusers ? name : fromOwn(name);
            if (renamed.startsWith(LAYERS)) {
                entries.put(renamed, new RenamedSource.Entry(name, tensors.shape(name)));
            }
        }
        return new RenamedSource(tensors, entries);
    }

    private static String fromOwn(String name) {
        for (String prefix : OWN_PREFIXES) {
            int dot = name.indexOf('.', prefix.length());
            if (name.startsWith(prefix) && dot > prefix.length() && dot < prefix.length() + 4) {
                String number = name.substring(prefix.length(), dot);
                if (number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    return LAYERS + (Integer.parseInt(number) - 1) + name.substring(dot);
                }
            }
        }
        return name;
    }

    public TinyAutoencoderConfig config() {
        return config;
    }

    /** The decoder's tensors under diffusers' names, all of them there and of the right shape, and no others. */
    public RenamedSource decoder() {
        KeyTable table = TinyAutoencoderKeys.decoder(config);
        RenamedSource source = Fit.requireFitting(table, files.get(), WHAT);
        List<String> unused = Fit.of(table, source).unused();
        if (!unused.isEmpty()) {
            source.close();
            throw CheckpointException.of(
                    Code.MODEL_MISMATCH,
                    WHAT,
                    "the layers of TAESD",
                    "more: " + Names.some(unused),
                    source.description());
        }
        return source;
    }
}
