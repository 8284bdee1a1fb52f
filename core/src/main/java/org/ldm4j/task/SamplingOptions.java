package org.ldm4j.task;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.sampling.Scheduler;
import org.ldm4j.sampling.Spacing;
import org.ldm4j.sampling.StepPlan;

/**
 * How the way from noise to a latent is taken. What is null or empty stays as the model's own configuration has it.
 *
 * @param steps number of steps, at least 1
 * @param sampler the algorithm
 * @param scheduler the noise levels
 * @param spacing the timesteps
 * @param eta share of fresh noise, 0 to 1
 * @param timesteps explicit timesteps, falling, in place of a number
 * @param sigmas explicit noise levels, falling, in place of a number
 * @param prediction what the network predicts
 * @param zeroTerminalSnr whether the schedule ends in pure noise
 */
public record SamplingOptions(
        int steps,
        @Nullable Samplers sampler,
        @Nullable Scheduler scheduler,
        @Nullable Spacing spacing,
        @Nullable Double eta,
        List<Double> timesteps,
        List<Double> sigmas,
        @Nullable Prediction prediction,
        @Nullable Boolean zeroTerminalSnr) {
    private static final int MAX_STEPS = 1000;

    public SamplingOptions {
        timesteps = List.copyOf(timesteps);
        sigmas = List.copyOf(sigmas);
        Rules.require(steps >= 1 && steps <= MAX_STEPS, "steps", steps, "be from 1 to " + MAX_STEPS);
        Rules.require(eta == null || eta >= 0 && eta <= 1, "eta", eta, "be from 0 to 1");
        Rules.require(
                timesteps.isEmpty() || sigmas.isEmpty(), "timesteps", timesteps, "be left out when sigmas are given");
    }

    /** So many steps, all else as the model has it. */
    public static SamplingOptions of(int steps) {
        return new SamplingOptions(steps, null, null, null, null, List.of(), List.of(), null, null);
    }

    /** The model's configuration with these choices in it. */
    public SamplerConfig applyTo(SamplerConfig config) {
        SamplerConfig result = sampler == null ? config : config.with(sampler);
        result = scheduler == null ? result : result.with(scheduler);
        result = spacing == null ? result : result.with(spacing);
        result = prediction == null ? result : result.with(prediction);
        return zeroTerminalSnr == null ? result : result.withZeroTerminalSnr(zeroTerminalSnr);
    }

    public StepPlan plan() {
        StepPlan plan = sigmas.isEmpty()
                ? timesteps.isEmpty() ? StepPlan.of(steps) : StepPlan.timesteps(array(timesteps))
                : StepPlan.sigmas(array(sigmas));
        return eta == null ? plan : plan.withEta(eta);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private SamplingOptions with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /** So many steps; explicit timesteps and sigmas give way. */
    public SamplingOptions withSteps(int count) {
        return with(draft -> {
            draft.steps = count;
            draft.timesteps = List.of();
            draft.sigmas = List.of();
        });
    }

    public SamplingOptions withSampler(Samplers choice) {
        return with(draft -> draft.sampler = choice);
    }

    public SamplingOptions withScheduler(Scheduler choice) {
        return with(draft -> draft.scheduler = choice);
    }

    public SamplingOptions withSpacing(Spacing choice) {
        return with(draft -> draft.spacing = choice);
    }

    public SamplingOptions withEta(double share) {
        return with(draft -> draft.eta = share);
    }

    public SamplingOptions withPrediction(Prediction choice) {
        return with(draft -> draft.prediction = choice);
    }

    /** A copy that can be changed before it becomes options. */
    private static final class Draft {
        private int steps;
        private @Nullable Samplers sampler;
        private @Nullable Scheduler scheduler;
        private @Nullable Spacing spacing;
        private @Nullable Double eta;
        private List<Double> timesteps;
        private List<Double> sigmas;
        private @Nullable Prediction prediction;
        private final @Nullable Boolean zeroTerminalSnr;

        Draft(SamplingOptions options) {
            steps = options.steps;
            sampler = options.sampler;
            scheduler = options.scheduler;
            spacing = options.spacing;
            eta = options.eta;
            timesteps = options.timesteps;
            sigmas = options.sigmas;
            prediction = options.prediction;
            zeroTerminalSnr = options.zeroTerminalSnr;
        }

        SamplingOptions finished() {
            return new SamplingOptions(
                    steps, sampler, scheduler, spacing, eta, timesteps, sigmas, prediction, zeroTerminalSnr);
        }
    }
}
