package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.image.GenerationParameters.Setting;
import picocli.CommandLine.Option;

/** How much the condition counts. */
final class GuidanceOptions {
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
        try {
            return new Guidance(chosen, rescale == null ? 0 : rescale);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(
                    "guidance", "a finite scale and a rescale from 0 to 1", chosen + " and " + (rescale == null ? 0 : rescale));
        }
    }
}
