package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Ancestral sampling from the posterior (Ho et al. 2020, equations 6 and 7, algorithm 2), also over skipped timesteps. */
final class Ddpm implements SamplerRun {
    private static final double SMALLEST_VARIANCE = 1e-20;

    private final WholeSteps steps;
    private final Grid grid;
    private final X0Limit limit;
    private final boolean drawsAlways;
    private final String variance;

    Ddpm(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.of(config, true);
        drawsAlways = config.flag("compvis_draws", false);
        steps = WholeSteps.of(config.with("set_alpha_to_one", true), plan, true);
        grid = steps.grid();
        variance = config.text("variance_type", "fixed_small");
        deviation(1, 0.5); // an unknown variance is found now
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        int t = steps.timestep(i);
        double abar = steps.abar(t), abarNext = steps.abar(steps.next(t));
        double alpha = abar / abarNext, beta = 1 - alpha;
        double fromX0 = Math.sqrt(abarNext) * beta / (1 - abar), fromX = Math.sqrt(alpha) * (1 - abarNext) / (1 - abar);
        return Scope.result(() -> {
            Estimate e = limit.over(denoiser).estimate(x, t, Math.sqrt(abar), Math.sqrt(1 - abar));
            Tensor mean = e.x0().times(fromX0).plus(x.times(fromX));
            if (t > 0) {
                return mean.plus(noise.next(x.shape()).times(deviation((1 - abarNext) / (1 - abar) * beta, beta)));
            }
            if (drawsAlways) {
                noise.next(x.shape());
            }
            return mean;
        });
    }

    /** The standard deviation of the noise, from the smallest and the largest variance that make sense. */
    private double deviation(double small, double large) {
        double least = Math.max(small, SMALLEST_VARIANCE);
        return switch (variance) {
            case "fixed_small", "fixed_small_log" -> Math.sqrt(least);
            case "fixed_large" -> Math.sqrt(large);
            default ->
                throw new IllegalArgumentException(
                        "variance_type: expected fixed_small, fixed_small_log or fixed_large, found " + variance
                                + " (networks that predict a variance are not supported)");
        };
    }

    @Override
    public void close() {
        // remembers nothing
    }
}
