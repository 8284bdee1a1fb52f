package org.ldm4j.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.sampling.SamplerName;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.sampling.Scheduler;
import org.ldm4j.sampling.Spacing;

/**
 * The sampler that a picture names, with its noise levels and timesteps. Null stays as the model has it.
 *
 * @param sampler the algorithm
 * @param scheduler noise levels
 * @param spacing timesteps
 */
record RecipeSampler(
        @Nullable SamplerName sampler,
        @Nullable Scheduler scheduler,
        @Nullable Spacing spacing) {
    private static final String METHOD = "--sampling-method";
    private static final String SCHEDULER = "--scheduler";

    /** What the web UI takes for its schedule {@code Automatic}; its other samplers take the model's own levels. */
    private static final Map<Samplers, Scheduler> AUTOMATIC = Map.of(
            Samplers.DPM2, Scheduler.KARRAS,
            Samplers.DPM2_A, Scheduler.KARRAS,
            Samplers.DPMPP_2S_A, Scheduler.KARRAS,
            Samplers.DPMPP_2M, Scheduler.KARRAS,
            Samplers.DPMPP_SDE, Scheduler.KARRAS,
            Samplers.DPMPP_2M_SDE, Scheduler.EXPONENTIAL,
            Samplers.DPMPP_3M_SDE, Scheduler.EXPONENTIAL);

    /** @param chosen the sampler of the command line, whose name in the picture need not be known then */
    static RecipeSampler of(Recipe recipe, @Nullable SamplerName chosen) {
        Spacing spacing = recipe.value(Setting.SPACING, "--spacing", Spacing::named);
        if (recipe.text(Setting.SAMPLER_FROM) != null && chosen == null) {
            return new RecipeSampler(null, null, spacing);
        }
        SamplerName name = chosen != null ? chosen : recipe.required(Setting.SAMPLER, METHOD, SamplerName::parse);
        String schedule = recipe.text(Setting.SCHEDULE);
        if (schedule == null) {
            return new RecipeSampler(name, name.scheduler().orElse(recipe.isOurs() ? null : Scheduler.MODEL), spacing);
        }
        if (recipe.isFromWebUi() && schedule.equals("Automatic")) {
            return new RecipeSampler(name, AUTOMATIC.getOrDefault(name.sampler(), Scheduler.MODEL), spacing);
        }
        return switch (schedule.toLowerCase(Locale.ROOT)) {
            case "ddim", "ddim_uniform" -> new RecipeSampler(name, Scheduler.MODEL, Spacing.LEADING);
            default -> new RecipeSampler(name, recipe.value(Setting.SCHEDULE, SCHEDULER, Scheduler::named), spacing);
        };
    }
}
