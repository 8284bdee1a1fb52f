package org.ldm4j.nn;

import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.Tensor;

/** x Wᵀ + b over the last dimension; weight {@code [out, in]}, bias {@code [out]} or none. */
record Linear(Tensor weight, @Nullable Tensor bias) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
        return x.linear(Weights.as(weight, x), bias == null ? null : Weights.as(bias, x));
    }
}
