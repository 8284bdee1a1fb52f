package org.ldm4j.sampling;

import java.util.Arrays;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * DPM-Solver++ of second order for the stochastic equation, with an evaluation half-way (k-diffusion,
 * {@code sample_dpmpp_sde}). Its two noises of a step are increments of one Brownian motion over intervals that overlap.
 */
final class DpmSde implements SamplerRun {
    private final Levels levels;
    private final Grid grid;
    private final History start = new History(1);
    private final Brownian motion = new Brownian();

    DpmSde(SamplerConfig config, StepPlan plan) {
        levels = Levels.karrasFamily(config, plan, false);
        double[] middles = new double[levels.count() - 1];
        Arrays.setAll(middles, k -> levels.table().timestep(SigmaSpace.middle(levels.sigma(k), levels.sigma(k + 1))));
        grid = levels.sigmaGrid(
                TwoStage.interleaved(levels.timesteps(), middles), TwoStage.doubled(levels.sigmas(), true));
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
        double from = levels.sigma(i / 2), to = levels.sigma(i / 2 + 1), middle = SigmaSpace.middle(from, to);
        boolean first = start.isEmpty();
        return Scope.result(() -> {
            Tensor x0 = SigmaSpace.denoised(denoiser, x, first ? from : middle, timestep(i));
            if (to == 0) {
                return x0;
            }
            if (first) {
                start.push(x);
                return ancestral(x, x0, from, middle, noise);
            }
            Tensor next = ancestral(start.get(0), x0, from, to, noise);
            start.close();
            return next;
        });
    }

    private Tensor ancestral(Tensor x, Tensor x0, double from, double to, NoiseSource noise) {
        double up = SigmaSpace.up(from, to);
        Tensor lower = SigmaSpace.towards(x0, x, from, SigmaSpace.down(to, up));
        return lower.plus(motion.between(from, to, noise, x.shape()).times(up));
    }

    @Override
    public void close() {
        start.close();
        motion.close();
    }
}
