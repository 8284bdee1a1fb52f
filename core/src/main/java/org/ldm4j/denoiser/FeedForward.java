package org.ldm4j.denoiser;

import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Gated feed-forward layer (GEGLU): value * GELU(gate), the value being the first half. */
final class FeedForward {
    private static final int WIDENING = 4;

    private final Layer up;
    private final Layer down;

    FeedForward(Weights weights, int channels) {
        up = weights.linear("net.0.proj", channels, 2 * WIDENING * channels);
        down = weights.linear("net.2", WIDENING * channels, channels);
    }

    /** x: [B, N, channels]. */
    Tensor forward(Tensor x) {
        return Scope.result(() -> {
            Tensor[] valueGate = x.apply(up).chunk(2, -1);
            return valueGate[0].times(valueGate[1].gelu()).apply(down);
        });
    }
}
