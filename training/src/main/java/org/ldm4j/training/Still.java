package org.ldm4j.training;

import java.util.Random;
import org.ldm4j.data.PictureSet;
import org.ldm4j.data.Shown;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** One training picture for a sheet, and the chance that belongs to its number. */
final class Still {
    private static final long SEEDS = 1L << 48;

    private Still() {}

    /** As it is shown at one step or another, always the same. */
    static Shown of(PictureSet pictures, int number) {
        try (Rng rng = Rng.seeded(number)) {
            return pictures.batch(rng, number).shown().get(0);
        }
    }

    static Random random(int number) {
        return new Random(number);
    }

    /** A source of chance for each of {@code count} pictures of a step, from one number each. */
    static Random[] randoms(Rng draws, int count) {
        Random[] randoms = new Random[count];
        try (Scope scope = Scope.open()) {
            Tensor seeds = draws.randint(0, SEEDS, count);
            long[] values = seeds.toLongs();
            for (int i = 0; i < count; i++) {
                randoms[i] = new Random(values[i]);
            }
        }
        return randoms;
    }
}
