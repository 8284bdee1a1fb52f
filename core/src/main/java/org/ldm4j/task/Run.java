package org.ldm4j.task;

import java.awt.image.BufferedImage;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.Bitmap;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * A request under way: each {@link #next} takes one step, and whoever iterates may stop at any. Owns its latent, which is
 * outside every scope, so steps may be taken from any thread, one at a time. Close it when done.
 */
public final class Run implements Iterator<Step>, Iterable<Step>, AutoCloseable {
    private final LatentCodec codec;
    private final Start start;
    private final Holdings holdings;
    private final int count;
    private Tensor latents;
    private int taken;
    private int pass;
    private int takenInPass;
    private boolean closed;
    private @Nullable List<Bitmap> pictures;

    /** A run whose beginning {@code start} makes, without gradients; if that fails, nothing of it stays. */
    static Run begin(LatentCodec codec, Function<Holdings, Start> start) {
        var holdings = new Holdings();
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            return new Run(codec, start.apply(holdings), holdings);
        } catch (RuntimeException e) {
            holdings.close();
            throw e;
        }
    }

    /** @param holdings what lives as long as the run */
    Run(LatentCodec codec, Start start, Holdings holdings) {
        this.codec = codec;
        this.start = start;
        this.holdings = holdings;
        count = start.passes().stream().mapToInt(Pass::count).sum();
        latents = start.latents().keep();
    }

    @Override
    public Iterator<Step> iterator() {
        return this;
    }

    @Override
    public boolean hasNext() {
        return !closed && taken < count;
    }

    @Override
    public Step next() {
        if (!hasNext()) {
            throw new NoSuchElementException("this run has taken all its " + count + " steps, or is closed");
        }
        long began = System.nanoTime();
        if (takenInPass == start.passes().get(pass).count()) {
            pass++;
            takenInPass = 0;
        }
        Pass current = start.passes().get(pass);
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            Tensor before = latents;
            Tensor entered = pass > 0 && takenInPass == 0 ? current.entry().enter(before) : before;
            Tensor after = current.step(takenInPass, entered);
            latents = NotFiniteException.require("latent after step " + (taken + 1), after)
                    .keep();
            before.close();
        }
        taken++;
        takenInPass++;
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Step(
                taken, count, current.timestep(takenInPass - 1), current.sigma(takenInPass), seconds, this::preview);
    }

    /** Steps of the whole run. */
    public int stepCount() {
        return count;
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
            return codec.preview(latents.narrow(0, 0, 1)).toImage();
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
        if (closed || taken < count) {
            return List.of();
        }
        if (pictures == null) {
            pictures = start.finish().apply(codec.bitmaps(latents));
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
        return codec.decode(latents);
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
            holdings.close();
        }
    }
}
