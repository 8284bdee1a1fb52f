package org.ldm4j.sampling;

import java.util.Arrays;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * DPM-Solver++(2S) steps that go lower than the next level and add fresh noise (k-diffusion,
 * {@code sample_dpmpp_2s_ancestral}). diffusers has no such scheduler.
 */
final class Dpm2sAncestral implements SamplerRun {
    private final Levels levels;
    private final Grid grid;
    private final History start = new History(1);

    Dpm2sAncestral(SamplerConfig config, StepPlan plan) {
        levels = Levels.karrasFamily(config, plan, false);
        double[] middles = new double[levels.count() - 1];
        Arrays.setAll(middles, k -> levels.table().timestep(SigmaSpace.middle(levels.sigma(k), down(k))));
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

    private double up(int k) {
        return SigmaSpace.up(levels.sigma(k), levels.sigma(k + 1));
    }

    private double down(int k) {
        return SigmaSpace.down(levels.sigma(k + 1), up(k));
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        int k = i / 2;
        double from = levels.sigma(k), down = down(k), middle = SigmaSpace.middle(from, down);
        boolean first = start.isEmpty();
        return Scope.result(() -> {
            Tensor x0 = SigmaSpace.denoised(denoiser, x, first ? from : middle, timestep(i));
            if (down == 0) {
                return x0;
            }
            if (first) {
                start.push(x);
                return SigmaSpace.towards(x0, x, from, middle);
            }
            Tensor lower = SigmaSpace.towards(x0, start.get(0), from, down);
            start.close();
            return lower.plus(noise.next(x.shape()).times(up(k)));
        });
    }

    @Override
    public void close() {
        start.close();
    }
}
