package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Option;

/** How large pictures are. */
final class SizeOptions {
    @Option(
            names = {"-W", "--width"},
            paramLabel = "PIXELS",
            description = "Default: the given picture's, or else the model's own.")
    @Nullable
    Integer width;

    @Option(
            names = {"-H", "--height"},
            paramLabel = "PIXELS",
            description = "Default: the given picture's, or else the model's own.")
    @Nullable
    Integer height;

    void fill(Recipe recipe) {
        if (width == null || height == null) {
            int[] size = recipe.size();
            width = width != null ? width : Integer.valueOf(size[0]);
            height = height != null ? height : Integer.valueOf(size[1]);
        }
    }

    TextToImage applyTo(TextToImage text) {
        return text.size(side("--width", width), side("--height", height));
    }

    private static int side(String name, @Nullable Integer value) {
        if (value != null && value == 0) {
            throw CommandException.usage(name, "at least 8", value);
        }
        return value == null ? 0 : value;
    }
}
