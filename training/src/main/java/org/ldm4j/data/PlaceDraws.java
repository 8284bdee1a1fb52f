package org.ldm4j.data;

import java.util.Random;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;

/**
 * A generator for each place of a batch, so that what is drawn for one picture doesn't depend on the others: one call of
 * {@code randint(0, 2^48, n)} gives the seeds of {@link Random}, whose numbers the Java specification lays down.
 */
final class PlaceDraws {
    private static final long SEEDS = 1L << 48;

    private PlaceDraws() {}

    static Random[] of(Rng draws, int places) {
        try (Scope scope = Scope.open()) {
            long[] seeds = draws.randint(0, SEEDS, places).toLongs();
            Random[] generators = new Random[places];
            for (int i = 0; i < places; i++) {
                generators[i] = new Random(seeds[i]);
            }
            return generators;
        }
    }
}
