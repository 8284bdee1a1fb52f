package org.ldm4j.training;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ldm4j.data.Batch;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Tensor;

/**
 * What a step knows of its pictures.
 *
 * @param numbers the pictures'
 * @param shown the pictures themselves; null where nobody looks
 * @param u uniform numbers in [0, 1), [B]: a condition is left out where they lie below {@code dropout}
 * @param dropout how often conditions are left out
 * @param draws for what else is drawn
 * @param type element type that the networks compute in
 */
record Seen(long[] numbers, @Nullable Batch shown, Tensor u, double dropout, Rng draws, DType type) {
    Batch batch() {
        return Objects.requireNonNull(shown);
    }

    /** For each picture whether its condition is left out. */
    boolean[] dropped() {
        float[] values = u.toFloats();
        boolean[] dropped = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            dropped[i] = values[i] < dropout;
        }
        return dropped;
    }

    /** {@code rows} [B, ...] of whole numbers, with {@code none} [1, ...] in the place of conditions that are left out. */
    Tensor orNone(Tensor rows, Tensor none) {
        Tensor[] parts = new Tensor[numbers.length];
        boolean[] dropped = dropped();
        for (int i = 0; i < parts.length; i++) {
            parts[i] = dropped[i] ? none : rows.narrow(0, i, 1);
        }
        return Tensor.cat(0, parts);
    }
}
