package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Heun's method on the probability flow (Karras et al. 2022, algorithm 2): an Euler step, then once more with the mean of
 * the slopes at both ends.
 */
final class Heun implements SamplerRun {
    private final X0Limit limit;
    private final Grid grid;
    private final History start = new History(1);
    private final History slope = new History(1);

    Heun(SamplerConfig config, StepPlan plan) {
        limit = X0Limit.of(config, false);
        Levels levels = Levels.karrasFamily(config, plan, false);
        grid = levels.sigmaGrid(TwoStage.doubled(levels.timesteps(), false), TwoStage.doubled(levels.sigmas(), true));
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public int evaluationsPerStep() {
        return 2;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        double sigma = sigma(i);
        return Scope.result(() -> {
            Tensor x0 = SigmaSpace.denoised(limit.over(denoiser), x, sigma, timestep(i));
            Tensor here = SigmaSpace.slope(x, x0, sigma);
            return start.isEmpty() ? predicted(i, x, here) : corrected(i, here);
        });
    }

    private Tensor predicted(int i, Tensor x, Tensor here) {
        start.push(x);
        slope.push(here);
        return x.plus(here.times(sigma(i + 1) - sigma(i)));
    }

    private Tensor corrected(int i, Tensor here) {
        Tensor mean = slope.get(0).plus(here).dividedBy(2);
        Tensor next = start.get(0).plus(mean.times(sigma(i) - sigma(i - 1)));
        close();
        return next;
    }

    @Override
    public void close() {
        start.close();
        slope.close();
    }
}
