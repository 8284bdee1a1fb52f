package org.ldm4j.autoencoder;

import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Two convolutions behind group norm and swish, around a residual; without a timestep. The branch is a {@link Stack}, since
 * what it leaves behind on the way is most of the memory that a large picture needs.
 */
record ResBlock(Layer branch, Layer shortcut) implements Layer {
    ResBlock(Weights weights, Norms norms, int in, int out) {
        this(
                new Stack(List.of(
                        Strips.normed(norms.norm(weights, "norm1", in), weights.conv2d("conv1", in, out, 3), out),
                        Strips.normed(norms.norm(weights, "norm2", out), weights.conv2d("conv2", out, out, 3), out))),
                in == out ? Layer.none() : weights.conv2d("nin_shortcut", in, out, 1));
    }

    /** x: [B, in, H, W]; returns [B, out, H, W]. */
    @Override
    public Tensor apply(Tensor x) {
        return Scope.result(() -> {
            Tensor h = x.apply(branch);
            return h.plusOverwriting(x.apply(shortcut));
        });
    }
}
