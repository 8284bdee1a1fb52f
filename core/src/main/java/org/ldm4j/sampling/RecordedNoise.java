package org.ldm4j.sampling;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.ldm4j.tensor.Tensor;

/** Noise that was drawn elsewhere. */
final class RecordedNoise implements NoiseSource {
    private final Queue<Tensor> rest;
    private final int count;
    private final boolean increments;

    RecordedNoise(List<Tensor> recorded, boolean increments) {
        rest = new ArrayDeque<>(recorded);
        count = recorded.size();
        this.increments = increments;
    }

    @Override
    public Tensor next(long... shape) {
        Tensor next = rest.poll();
        if (next == null || !Arrays.equals(next.shape(), shape)) {
            throw new IllegalStateException("recorded noise: expected a draw of shape " + Arrays.toString(shape)
                    + ", found " + (next == null ? "no more of the " + count : next) + " (NoiseSource.replayed)");
        }
        return next.share();
    }

    @Override
    public boolean givesIncrements() {
        return increments;
    }
}
