package org.ldm4j.task;

import java.awt.image.BufferedImage;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.Bitmap;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerRun;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * A request under way: each {@link #next} takes one step, and whoever iterates may stop at any. Owns its latent, which is
 * outside every scope, so steps may be taken from any thread, one at a time. Close it when done.
 */
public final class Run implements Iterator<Step>, Iterable<Step>, AutoCloseable {
    private final LatentDiffusionModel model;
    private final SamplerRun sampler;
    private final BatchDenoiser denoiser;
    private final NoiseSource noise;
    private final AutoCloseable generators;
    private Tensor latents;
    private int taken;
    private boolean closed;
    private @Nullable List<Bitmap> pictures;

    /** @param latents at the level of the sampler's first step [B, C, h, w]; kept, owned by the run from now on */
    Run(
            LatentDiffusionModel model,
            SamplerRun sampler,
            BatchDenoiser denoiser,
            NoiseSource noise,
            AutoCloseable generators,
            Tensor latents) {
        this.model = model;
        this.sampler = sampler;
        this.denoiser = denoiser;
        this.noise = noise;
        this.generators = generators;
        this.latents = latents;
    }

    @Override
    public Iterator<Step> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        return !closed && taken < sampler.count();
    }

    @Override
    public Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException("this run has taken all its " + sampler.count() + " steps, or is closed");
        }
        long start = System.nanoTime();
        int i = taken;
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            Tensor before = latents;
            Tensor after = sampler.step(i, before, denoiser, noise);
            latents = NotFiniteException.require("latent after step " + (i + 1), after)
                    .keep();
            before.close();
        }
        taken++;
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Step(taken, sampler.count(), sampler.timestep(i), sampler.sigma(taken), seconds, this::preview);
    }

    /** Steps of the whole run. */
    public int stepCount() {
        return sampler.count();
    }

    /** Takes all remaining steps. */
    Run finish() {
        while (hasNext()) {
            next();
        }
        return this;
    }

    private BufferedImage preview() {
        requireOpen();
        try (Scope scope = Scope.open()) {
            return model.decode(latents.narrow(0, 0, 1)).get(0).toImage();
        }
    }

    /** The first picture, once all steps are taken. */
    public Optional<BufferedImage> image() {
        return images().stream().findFirst();
    }

    /** All pictures of the run, once all steps are taken; none before. */
    public List<BufferedImage> images() {
        return bitmaps().stream().map(Bitmap::toImage).toList();
    }

    /** The same as bytes. */
    public List<Bitmap> bitmaps() {
        if (closed || taken < sampler.count()) {
            return List.of();
        }
        if (pictures == null) {
            pictures = model.decode(latents);
        }
        return pictures;
    }

    /** The latent as it is now [B, C, h, w], not yet divided by the scaling factor; a copy in the current scope. */
    public Tensor latents() {
        requireOpen();
        return latents.copy();
    }

    /** The pictures before they are rounded to bytes, [B, 3, H, W] about in [-1, 1]; in the current scope. */
    public Tensor decoded() {
        requireOpen();
        return model.decodeTensor(latents);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this run is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            latents.close();
            sampler.close();
            denoiser.close();
            try {
                generators.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing a generator does not fail", e);
            }
        }
    }
}
