package org.ldm4j.data;

import org.ldm4j.tensor.Tensor;

/** Pictures of one size that training takes by number. */
public interface PictureSource {
    int count();

    /** The pictures with these numbers: [n, 3, H, W], float32 in [-1, 1], owned by the current scope. */
    Tensor pictures(long... numbers);
}
