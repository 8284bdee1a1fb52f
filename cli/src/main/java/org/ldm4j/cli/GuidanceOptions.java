package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.image.GenerationParameters.Setting;
import picocli.CommandLine.Option;

/** How much the condition counts. */
final class GuidanceOptions {
    private static final int LARGEST = 1000;

    @Option(
            names = {"--cfg-scale", "--guidance-scale", "--guidance_scale", "--scale"},
            paramLabel = "X",
            description =
                    "How far to go towards the prompt; at most 1: no guidance. Default: the model's own, 7.5 in Stable Diffusion.")
    @Nullable
    Double scale;

    @Option(
            names = {"--guidance-rescale", "--guidance_rescale"},
            paramLabel = "X",
            description = "Pull the deviation of guided outputs back, 0 to 1. Default 0.")
    @Nullable
    Double rescale;

    void fill(Recipe recipe) {
        scale = scale != null ? scale : recipe.required(Setting.CFG_SCALE, "--cfg-scale", Double::valueOf);
        rescale = rescale != null
                ? rescale
                : recipe.value(Setting.GUIDANCE_RESCALE, "--guidance-rescale", Double::valueOf);
    }

    Guidance of(ModelDefaults defaults) {
        double chosen = scale == null ? defaults.guidanceScale() : scale;
        double pulled = rescale == null ? 0 : rescale;
        if (!(Math.abs(chosen) <= LARGEST && pulled >= 0 && pulled <= 1)) { // also when they are no numbers
            String expected = "a scale from -" + LARGEST + " to " + LARGEST + " and a rescale from 0 to 1";
            throw CommandException.usage("guidance", expected, chosen + " and " + pulled);
        }
        return new Guidance(chosen, pulled);
    }
}
