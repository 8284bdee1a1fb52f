package org.ldm4j.autoencoder;

import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Self-attention with one head over all positions: 1x1 convolutions, logits scaled by 1/sqrt(channels). */
record AttentionBlock(Layer norm, Layer query, Layer key, Layer value, Layer out) implements Layer {
    AttentionBlock(Weights weights, Norms norms, int channels) {
        this(
                norms.norm(weights, "norm", channels),
                weights.conv2d("q", channels, channels, 1),
                weights.conv2d("k", channels, channels, 1),
                weights.conv2d("v", channels, channels, 1),
                weights.conv2d("proj_out", channels, channels, 1));
    }

    /** x: [B, C, H, W]. */
    @Override
    public Tensor apply(Tensor x) {
        return Scope.result(() -> {
            Tensor h = x.apply(norm);
            Tensor attended = Tensor.attention(tokens(h, query), tokens(h, key), tokens(h, value)); // [B, 1, HW, C]
            Tensor picture = attended.squeeze(1).transpose(1, 2).reshape(x.shape());
            return picture.apply(out).plus(x);
        });
    }

    /** [B, C, H, W] to [B, 1 head, HW, C]. */
    private static Tensor tokens(Tensor h, Layer projection) {
        return h.apply(projection)
                .reshape(h.size(0), 1, h.size(1), h.size(2) * h.size(3))
                .transpose(2, 3);
    }
}
