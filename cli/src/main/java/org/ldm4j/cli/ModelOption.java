package org.ldm4j.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ldm4j.BundledModel;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.checkpoint.ModelChoices.Average;
import picocli.CommandLine.Option;

/** Which model, and which of its weights. */
final class ModelOption {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "PATH",
            description = "A model: a folder of diffusers, or one file (.safetensors, .ckpt); default: the bundled model.")
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
            description = "Whether to take averaged weights, where a file has them beside the trained ones (default: auto,"
                    + " where there are any).")
    private Average average = Average.AUTO;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a single file (YAML of the paper's code); default: the one of the same"
                    + " name beside it.")
    @Nullable
    private Path config;

    Path orBundled() {
        return path == null ? BundledModel.path() : path;
    }

    /** What was said about its files. */
    ModelChoices choices() {
        return ModelChoices.DEFAULT.withVariant(variant).withAverage(average).withConfig(config);
    }
}
