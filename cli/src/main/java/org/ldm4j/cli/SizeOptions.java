package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How large pictures are. */
final class SizeOptions {
    @Option(
            names = {"-W", "--width"},
            paramLabel = "PIXELS",
            description = "Default: the model's own.")
    @Nullable
    Integer width;

    @Option(
            names = {"-H", "--height"},
            paramLabel = "PIXELS",
            description = "Default: the model's own.")
    @Nullable
    Integer height;

    /** Pixels, or 0 for the model's own. */
    int width() {
        return side("--width", width);
    }

    /** Pixels, or 0 for the model's own. */
    int height() {
        return side("--height", height);
    }

    private static int side(String name, @Nullable Integer value) {
        if (value != null && value == 0) {
            throw CommandException.usage(name, "at least 8", value);
        }
        return value == null ? 0 : value;
    }
}
