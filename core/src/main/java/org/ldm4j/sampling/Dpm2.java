package org.ldm4j.sampling;

import java.util.Arrays;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The midpoint method on the probability flow, half-way in the logarithm of sigma (k-diffusion, {@code sample_dpm_2}), and
 * its ancestral form, which goes lower and adds fresh noise ({@code sample_dpm_2_ancestral}).
 */
final class Dpm2 implements SamplerRun {
    private final Levels levels;
    private final Grid grid;
    private final boolean ancestral;
    private final History start = new History(1);

    private Dpm2(SamplerConfig config, StepPlan plan, boolean ancestral) {
        this.ancestral = ancestral;
        levels = Levels.karrasFamily(config, plan, true);
        double[] middles = new double[levels.count() - 1];
        Arrays.setAll(middles, k -> levels.table().timestep((float) middle(k)));
        // diffusers lists the final level three times
        double[] sigmas = TwoStage.doubled(levels.sigmas(), false);
        sigmas = Arrays.copyOf(sigmas, sigmas.length + 1);
        grid = levels.sigmaGrid(TwoStage.interleaved(levels.timesteps(), middles), sigmas);
    }

    static Dpm2 plain(SamplerConfig config, StepPlan plan) {
        return new Dpm2(config, plan, false);
    }

    static Dpm2 ancestral(SamplerConfig config, StepPlan plan) {
        return new Dpm2(config, plan, true);
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
        return ancestral ? SigmaSpace.up(levels.sigma(k), levels.sigma(k + 1)) : 0;
    }

    private double down(int k) {
        return SigmaSpace.down(levels.sigma(k + 1), up(k));
    }

    private double middle(int k) {
        return SigmaSpace.middle(levels.sigma(k), down(k));
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        int k = i / 2;
        return Scope.result(() -> {
            double sigma = start.isEmpty() ? levels.sigma(k) : middle(k);
            Tensor x0 = SigmaSpace.denoised(denoiser, x, sigma, timestep(i));
            Tensor slope = SigmaSpace.slope(x, x0, sigma);
            if (start.isEmpty()) {
                start.push(x);
                return x.plus(slope.times(middle(k) - sigma));
            }
            Tensor next = start.get(0).plus(slope.times(down(k) - levels.sigma(k)));
            start.close();
            return ancestral ? next.plus(noise.next(x.shape()).times(up(k))) : next;
        });
    }

    @Override
    public void close() {
        start.close();
    }
}
