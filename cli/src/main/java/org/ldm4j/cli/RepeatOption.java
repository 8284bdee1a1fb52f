package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A picture that is made again. */
final class RepeatOption {
    @Option(
            names = "--from-image",
            paramLabel = "F.png",
            description =
                    "Take prompt and settings from this picture's file, written by ldm4j, A1111, ComfyUI or InvokeAI;"
                            + " other options come first.")
    @Nullable
    Path file;

    Optional<Recipe> recipe(Console console) {
        return Optional.ofNullable(file).map(picture -> Recipe.read(picture, console));
    }
}
