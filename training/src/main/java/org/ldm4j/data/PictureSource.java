package org.ldm4j.data;

import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Tensor;

/** Pictures of one size that training takes by number. */
public interface PictureSource {
    int count();

    /** The pictures with these numbers, nothing random: [n, 3, H, W], float32 in [-1, 1], owned by the current scope. */
    Tensor pictures(long... numbers);

    /** The same with crops and flips drawn from {@code draws}; where nothing is to be drawn, nothing is. */
    default Tensor pictures(Rng draws, long... numbers) {
        return pictures(numbers);
    }

    /** What a person finds picture {@code number} by. */
    default String name(long number) {
        return "picture " + number;
    }

    /** Those of these pictures that can still be read, in the same order; a file may vanish during a run. */
    default long[] present(long... numbers) {
        return numbers;
    }
}
