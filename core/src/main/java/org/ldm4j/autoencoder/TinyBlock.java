package org.ldm4j.autoencoder;

import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Three convolutions around a residual, [B, C, h, w] to the same; ends in a ReLU whatever stands between them. */
final class TinyBlock implements Layer {
    private final Stack layers;

    TinyBlock(Weights weights, int channels, TinyAutoencoderConfig.Activation activation) {
        Weights conv = weights.at("conv"); // its odd numbers are the activations
        layers = new Stack(List.of(
                conv.conv2d("0", channels, channels, 3),
                activation::apply,
                conv.conv2d("2", channels, channels, 3),
                activation::apply,
                conv.conv2d("4", channels, channels, 3)));
    }

    @Override
    public Tensor apply(Tensor x) {
        return Scope.result(() -> x.apply(layers).plus(x).relu());
    }
}
