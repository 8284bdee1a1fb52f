package org.ldm4j.diffusion;

import org.ldm4j.tensor.Tensor;

/** A trained network after guidance: its raw output, in its own {@link Prediction}, for x [B, C, h, w]. */
@FunctionalInterface
public interface Network {
    Tensor predict(Tensor x, double t);
}
