package org.ldm4j.nn;

import org.ldm4j.tensor.Tensor;

/** Normalises the last dimension. */
record LayerNorm(Tensor weight, Tensor bias, double eps) implements Layer {
    @Override
    public Tensor apply(Tensor x) {
        return x.layerNorm(weight, bias, eps);
    }
}
