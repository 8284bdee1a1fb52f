package org.ldm4j.nn;

import org.ldm4j.tensor.Tensor;

/** A normalisation, which may be done in parts by the statistics of the whole. */
public interface Norm extends Layer {
    /** Whether parts of {@code x} [1, C, H, W] come out exactly as in the whole. */
    boolean takesParts(Tensor x);

    /** This norm by the statistics of {@code x}, for rows of it; what it holds belongs to the current scope. */
    Layer of(Tensor x);
}
