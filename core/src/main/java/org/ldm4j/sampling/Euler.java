package org.ldm4j.sampling;

import java.util.Arrays;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Euler's method on the probability flow (Karras et al. 2022, algorithm 2 without its second half and its churn). */
final class Euler implements SamplerRun {
    private final Grid grid;

    Euler(SamplerConfig config, StepPlan plan) {
        Levels levels = Levels.karrasFamily(config, plan, false);
        boolean own = config.scheduler() == Scheduler.MODEL && !plan.isExplicit();
        String interpolation = config.text("interpolation_type", "linear");
        grid = (own && interpolation.equals("log_linear") ? logLinear(levels) : levels).sigmaGrid();
    }

    /** diffusers makes one level more than there are steps here, so that the run ends at the smallest, not at 0. */
    private static Levels logLinear(Levels levels) {
        SigmaTable table = levels.table();
        int n = levels.count();
        double[] sigmas = Scheduler.EXPONENTIAL.sigmas(n + 1, table.max(), table.min(), table);
        double[] ended = Arrays.copyOf(sigmas, n + 2);
        ended[n + 1] = levels.sigma(n);
        return levels.withSigmas(ended);
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        double sigma = sigma(i);
        return Scope.result(() -> {
            Tensor x0 = SigmaSpace.denoised(denoiser, x, sigma, timestep(i));
            return x.plus(SigmaSpace.slope(x, x0, sigma).times(sigma(i + 1) - sigma));
        });
    }

    @Override
    public void close() {
        // remembers nothing
    }
}
