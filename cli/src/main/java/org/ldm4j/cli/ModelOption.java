package org.ldm4j.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ldm4j.BundledModel;
import picocli.CommandLine.Option;

/** Which model. */
final class ModelOption {
    @Option(
            names = {"-m", "--model"},
            paramLabel = "PATH",
            description = "A model folder; default: the bundled model.")
    @Nullable
    Path path;

    Path orBundled() {
        return path == null ? BundledModel.path() : path;
    }
}
