package org.ldm4j.denoiser;

import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A timestep as a vector: sinusoids, then two linear layers (section B of the paper; Ho et al. 2020). */
final class TimestepEmbedding {
    private static final double MAX_PERIOD = 10_000;

    private final int channels;
    private final Layer linear1;
    private final Layer linear2;

    TimestepEmbedding(Weights weights, int channels, int timeChannels) {
        this.channels = channels;
        linear1 = weights.linear("0", channels, timeChannels);
        linear2 = weights.linear("2", timeChannels, timeChannels);
    }

    /** t: [B] float32, may be fractional; returns [B, timeChannels]. */
    Tensor forward(Tensor t) {
        return Scope.result(() -> sinusoids(t, channels).apply(linear1).silu().apply(linear2));
    }

    /** [B] to [B, channels]: cosines first, then sines; an odd width ends with a zero. */
    static Tensor sinusoids(Tensor t, int channels) {
        return Scope.result(() -> {
            int half = channels / 2;
            float[] frequencies = new float[half];
            for (int i = 0; i < half; i++) {
                frequencies[i] = (float) Math.exp((float) (-Math.log(MAX_PERIOD) * i / half));
            }
            Tensor angles = t.unsqueeze(1).times(Tensor.of(frequencies, 1, half)); // [B, half]
            Tensor waves = Tensor.cat(1, angles.cos(), angles.sin());
            return channels % 2 == 0 ? waves : Tensor.cat(1, waves, Tensor.zeros(t.size(0), 1));
        });
    }
}
