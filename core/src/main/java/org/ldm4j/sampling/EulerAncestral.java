package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Euler steps that go lower than the next level and add fresh noise (k-diffusion, {@code sample_euler_ancestral}). */
final class EulerAncestral implements SamplerRun {
    private final Grid grid;

    EulerAncestral(SamplerConfig config, StepPlan plan) {
        grid = Levels.karrasFamily(config, plan, false).sigmaGrid();
    }

    @Override
    public Grid grid() {
        return grid;
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise) {
        double sigma = sigma(i), up = SigmaSpace.up(sigma, sigma(i + 1));
        return Scope.result(() -> {
            Tensor x0 = SigmaSpace.denoised(denoiser, x, sigma, timestep(i));
            Tensor lower = x.plus(SigmaSpace.slope(x, x0, sigma).times(SigmaSpace.down(sigma(i + 1), up) - sigma));
            // drawn in the last step too, where it counts nothing, to keep the generator in step with diffusers
            return lower.plus(noise.next(x.shape()).times(up));
        });
    }

    @Override
    public void close() {
        // remembers nothing
    }
}
