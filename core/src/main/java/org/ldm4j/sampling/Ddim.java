package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Denoising diffusion implicit models (Song et al. 2021, equations 12 and 16). */
final class Ddim implements SamplerRun {
    private final WholeSteps steps;
    private final Grid grid;
    private final double eta;
    private final X0Limit limit;
    private final boolean compvis;

    Ddim(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.of(config, true);
        steps = WholeSteps.of(config, plan, true);
        grid = steps.grid();
        eta = plan.eta(0);
        compvis = config.flag("compvis_draws", false);
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public int steps(int asked) {
        return count();
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        int t = steps.timestep(i);
        double abar = steps.abar(t), abarNext = steps.abar(steps.after(t));
        double sigma = eta * Math.sqrt((1 - abarNext) / (1 - abar) * (1 - abar / abarNext));
        return Scope.result(() -> {
            Estimate e = limit.over(denoiser).estimate(x, t, Math.sqrt(abar), Math.sqrt(1 - abar));
            Tensor direction = e.eps().times(Math.sqrt(Math.max(1 - abarNext - sigma * sigma, 0)));
            Tensor next = e.x0().times(Math.sqrt(abarNext)).plus(direction);
            return eta > 0 || compvis ? next.plus(noise.next(x.shape()).times(sigma)) : next;
        });
    }

    @Override
    public Tensor entered(int i, Tensor x0, Tensor eps) {
        return noised(compvis ? Math.max(i - 1, 0) : i, x0, eps);
    }

    @Override
    public void close() {
        // remembers nothing
    }
}
