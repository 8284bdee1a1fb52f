package org.ldm4j.autoencoder;

import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Two convolutions behind group norm and swish, around a residual; without a timestep. */
record ResBlock(Layer norm1, Layer conv1, Layer norm2, Layer conv2, Layer shortcut) implements Layer {
    ResBlock(Weights weights, Norms norms, int in, int out) {
        this(
                norms.norm(weights, "norm1", in),
                weights.conv2d("conv1", in, out, 3),
                norms.norm(weights, "norm2", out),
                weights.conv2d("conv2", out, out, 3),
                in == out ? Layer.none() : weights.conv2d("nin_shortcut", in, out, 1));
    }

    /** x: [B, in, H, W]; returns [B, out, H, W]. */
    @Override
    public Tensor apply(Tensor x) {
        return Scope.result(() -> {
            Tensor h = x.apply(norm1).silu().apply(conv1);
            h = h.apply(norm2).silu().apply(conv2);
            return x.apply(shortcut).plus(h);
        });
    }
}
