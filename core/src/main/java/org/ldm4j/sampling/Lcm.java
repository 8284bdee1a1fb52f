package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Multistep consistency sampling of latent consistency models (Luo et al. 2023, algorithm 3): jump to the clean latent, add
 * noise for the next level.
 */
final class Lcm implements SamplerRun {
    private static final double SIGMA_DATA = 0.5;

    private final X0Limit limit;
    private final double timestepScaling;
    private final WholeSteps steps;
    private final Grid grid;

    Lcm(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.of(config, false);
        timestepScaling = config.number("timestep_scaling", 10);
        steps = WholeSteps.distilled(config, plan);
        grid = steps.grid();
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        int t = steps.timestep(i);
        double abar = steps.abar(t), scaled = t * timestepScaling;
        double variance = scaled * scaled + SIGMA_DATA * SIGMA_DATA;
        return Scope.result(() -> {
            Tensor x0 = limit.over(denoiser)
                    .estimate(x, t, Math.sqrt(abar), Math.sqrt(1 - abar))
                    .x0();
            // the boundary condition: at t = 0 the latent itself
            Tensor clean = x0.times(scaled / Math.sqrt(variance)).plus(x.times(SIGMA_DATA * SIGMA_DATA / variance));
            if (i == count() - 1) {
                return clean;
            }
            double abarNext = steps.abar(steps.timestep(i + 1));
            return clean.times(Math.sqrt(abarNext)).plus(noise.next(x.shape()).times(Math.sqrt(1 - abarNext)));
        });
    }

    @Override
    public void close() {
        // remembers nothing
    }
}
