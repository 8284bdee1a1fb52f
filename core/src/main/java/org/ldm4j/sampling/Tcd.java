package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Strategic stochastic sampling of trajectory consistency models (Zheng et al. 2024, algorithm 4): jump to a level cleaner
 * than the next, then add noise up to it; {@code eta} says how much cleaner.
 */
final class Tcd implements SamplerRun {
    private static final double USUAL_ETA = 0.3;

    private final WholeSteps steps;
    private final Grid grid;
    private final double eta;

    Tcd(SamplerConfig config, StepPlan plan) {
        steps = WholeSteps.distilled(config, plan);
        grid = steps.grid();
        eta = plan.eta(USUAL_ETA);
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        boolean isLast = i == count() - 1;
        int t = steps.timestep(i), to = isLast ? 0 : steps.timestep(i + 1);
        double abar = steps.abar(t), abarNext = steps.abar(to), abarTarget = steps.abar((int) ((1 - eta) * to));
        return Scope.result(() -> {
            Estimate e = denoiser.estimate(x, t, Math.sqrt(abar), Math.sqrt(1 - abar));
            Tensor jumped = e.x0().times(Math.sqrt(abarTarget)).plus(e.eps().times(Math.sqrt(1 - abarTarget)));
            if (eta == 0 || isLast) {
                return jumped;
            }
            double kept = abarNext / abarTarget;
            return jumped.times(Math.sqrt(kept)).plus(noise.next(x.shape()).times(Math.sqrt(1 - kept)));
        });
    }

    @Override
    public void close() {
        // remembers nothing
    }
}
