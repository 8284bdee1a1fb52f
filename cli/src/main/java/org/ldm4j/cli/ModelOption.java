package org.ldm4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ldm4j.BundledModel;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.checkpoint.ModelChoices.Average;
import org.ldm4j.checkpoint.Presets;
import org.ldm4j.task.MemoryPolicy;
import org.ldm4j.task.VaeTiling;
import picocli.CommandLine.Option;

/** Which model, and which of its weights. */
final class ModelOption {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "PATH",
            description = "A model: a folder of diffusers, one file (.safetensors, .ckpt), or bundled, the default.")
    @Nullable
    Path path;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Which weights of a folder that has several, such as fp16.")
    @Nullable
    private String variant;

    @Option(
            names = "--ema",
            paramLabel = "auto|yes|no",
            converter = Converters.OfAverage.class,
            description =
                    "Whether to take averaged weights, where a file has them beside the trained ones (default: auto,"
                            + " where there are any).")
    private Average average = Average.AUTO;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a single file (YAML of the paper's code); default: the one of the same"
                    + " name beside it.")
    @Nullable
    private Path config;

    @Option(
            names = "--vae-tiling",
            paramLabel = "auto|on|off",
            converter = Converters.OfTiling.class,
            description =
                    "Whether large pictures are encoded and decoded in tiles, which takes less memory and changes them"
                            + " a little (default: auto, where memory is too small).")
    private VaeTiling tiling = VaeTiling.AUTO;

    /** How the model deals with memory. */
    MemoryPolicy memory() {
        return MemoryPolicy.DEFAULT.withTiling(tiling);
    }

    /** The model's folder or file. */
    Path orBundled() {
        String word = path == null ? "bundled" : path.toString();
        if (path != null && Files.exists(path)) {
            return path;
        }
        if (BundledModel.isName(word)) {
            return BundledModel.path();
        }
        if (Presets.find(word) != null) {
            throw CommandException.of(
                            Exit.NOT_FOUND,
                            "--model",
                            "a folder or file with weights",
                            "the name of a preset, which has none",
                            word)
                    .hinting("give the path of its weights; ldm4j inspect --preset " + word
                            + " tells what they consist of");
        }
        return Path.of(word);
    }

    /** What was said about its files. */
    ModelChoices choices() {
        return ModelChoices.DEFAULT.withVariant(variant).withAverage(average).withConfig(config);
    }
}
