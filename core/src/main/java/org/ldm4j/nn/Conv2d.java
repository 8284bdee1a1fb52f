package org.ldm4j.nn;

import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.Tensor;

/** Convolution {@code [B, in, H, W] -> [B, out, H', W']}; weight {@code [out, in, k, k]}, bias {@code [out]} or none. */
record Conv2d(Tensor weight, @Nullable Tensor bias, int stride, int padding) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
        return x.conv2d(Weights.as(weight, x), bias == null ? null : Weights.as(bias, x), stride, padding);
    }
}
