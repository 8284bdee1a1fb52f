package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.task.HighResolution;
import org.ldm4j.task.HighResolution.EnlargeMode;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Option;

/** A second pass in a larger size. */
final class HighResolutionOptions {
    @Option(
            names = "--hires-scale",
            paramLabel = "X",
            description = "Enlarge the picture so many times, above 1, and draw it once more in that size.")
    @Nullable
    Double scale;

    @Option(
            names = "--hires-mode",
            paramLabel = "latent|picture",
            converter = Converters.OfEnlargeMode.class,
            description = "What is enlarged. Default: latent, which is fast and needs a strength of 0.5 or more.")
    @Nullable
    EnlargeMode mode;

    @Option(
            names = "--hires-strength",
            paramLabel = "X",
            description = "How much of the schedule the second pass runs, above 0 to 1. Default: 0.7.")
    @Nullable
    Double strength;

    @Option(
            names = "--hires-steps",
            paramLabel = "N",
            description = "Steps of the second pass's schedule. Default: as many as the first has.")
    @Nullable
    Integer steps;

    void fill(Recipe recipe) {
        if (scale != null) {
            return; // a second pass of the caller's own
        }
        scale = scale(recipe);
        if (scale != null) {
            strength =
                    strength != null ? strength : recipe.value(Setting.STRENGTH, "--hires-strength", Double::valueOf);
            steps = steps != null ? steps : steps(recipe);
            String upscaler = recipe.text(Setting.HIRES_UPSCALER);
            mode = mode != null || upscaler == null ? mode : mode(upscaler);
        }
    }

    private static @Nullable Double scale(Recipe recipe) {
        Double times = recipe.value(Setting.HIRES_UPSCALE, "--hires-scale", Double::valueOf);
        int[] target = recipe.value(Setting.HIRES_RESIZE, "--hires-scale", Recipe::size);
        return times != null || target == null ? times : Double.valueOf((double) target[0] / recipe.size()[0]);
    }

    /** The web UI's 0 is as many as the first pass has. */
    private static @Nullable Integer steps(Recipe recipe) {
        Integer number = recipe.value(Setting.HIRES_STEPS, "--hires-steps", Integer::valueOf);
        return number == null || number == 0 ? null : number;
    }

    private static EnlargeMode mode(String upscaler) {
        return upscaler.startsWith("Latent") ? EnlargeMode.LATENT : EnlargeMode.PICTURE;
    }

    /** The request in two passes, if they were asked for. */
    Request applyTo(TextToImage first) {
        if (scale == null) {
            if (mode != null || strength != null || steps != null) {
                throw CommandException.usage("--hires-scale", "a scale for the other options of this kind", "none");
            }
            return first;
        }
        if (steps != null && steps < 1) {
            throw CommandException.usage("--hires-steps", "at least 1", steps);
        }
        HighResolution usual = HighResolution.of(first, scale);
        return new HighResolution(
                first,
                scale,
                mode == null ? usual.mode() : mode,
                strength == null ? usual.strength() : strength,
                steps == null ? usual.steps() : steps);
    }
}
