package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Sampling that leaves a part of a latent as it is: before each step that part is replaced by the clean latent with the
 * noise of that step ({@code mask} and {@code x0} of the paper's samplers).
 */
public final class KeptRegion implements SamplerRun {
    private final SamplerRun run;
    private final Tensor x0;
    private final Tensor mask;
    private final NoiseSource noise;

    private KeptRegion(SamplerRun run, Tensor x0, Tensor mask, NoiseSource noise) {
        this.run = run;
        this.x0 = x0;
        this.mask = mask;
        this.noise = noise;
    }

    /**
     * The same run with this region kept. The tensors stay their owner's and must live as long as the run.
     *
     * @param x0 the clean latent, [B, C, h, w]
     * @param mask 1 where it is kept, 0 where something new comes, [B or 1, C or 1, h, w]
     * @param noise of the kept part, drawn before the step's own
     */
    public static SamplerRun in(SamplerRun run, Tensor x0, Tensor mask, NoiseSource noise) {
        return new KeptRegion(run, x0, mask, noise);
    }

    @Override
    public Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource stepNoise) {
        return Scope.result(() -> run.step(i, run.startsAt(i) ? blended(i, x) : x, denoiser, stepNoise));
    }

    private Tensor blended(int i, Tensor x) {
        Tensor kept = run.noised(i, x0, noise.next(x0.shape()));
        return kept.times(mask).plus(x.times(mask.times(-1).plus(1)));
    }

    @Override
    public int evaluationsPerStep() {
        return run.evaluationsPerStep();
    }

    @Override
    public Grid grid() {
        return run.grid();
    }

    @Override
    public Tensor entered(int i, Tensor clean, Tensor eps) {
        return run.entered(i, clean, eps);
    }

    @Override
    public int steps(int asked) {
        return run.steps(asked);
    }

    @Override
    public boolean startsAt(int i) {
        return run.startsAt(i);
    }

    @Override
    public void close() {
        run.close();
    }
}
