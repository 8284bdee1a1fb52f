package org.ldm4j.training;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.ldm4j.nn.Seeds;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;

/**
 * All chance of a run, from its seed alone, so that nothing but the step number has to be saved; steps are forward passes,
 * of which one that accumulates gradients has several. The pictures of step s
 * (from 1) are places (s-1)*batch to s*batch-1 of an endless row of shuffled passes; pass e is torch's {@code randperm}
 * from the seed {@code Seeds.of(seed, "epoch:" + e)}, all other draws of step s come from {@code Seeds.of(seed, "step:" + s)}.
 */
final class Draws {
    private final long seed;
    private final int pictures;
    private final Map<Long, long[]> orders = new HashMap<>();

    Draws(long seed, int pictures) {
        this.seed = seed;
        this.pictures = pictures;
    }

    /** Generator of everything that step {@code step} draws; close it after the step. */
    Rng generator(long step) {
        return Rng.seeded(Seeds.of(seed, "step:" + step));
    }

    /** The same for group {@code group}, from {@code Seeds.of(seed, "step:" + s + "/" + group)} unless it is the first. */
    Rng generator(long step, int group) {
        return group == 0 ? generator(step) : Rng.seeded(Seeds.of(seed, "step:" + step + "/" + group));
    }

    /** Numbers of the pictures of a step. */
    long[] batch(long step, int size) {
        long first = (step - 1) * size;
        orders.keySet().removeIf(epoch -> epoch < first / pictures);
        long[] batch = new long[size];
        for (int i = 0; i < size; i++) {
            long place = first + i;
            batch[i] = order(place / pictures)[(int) (place % pictures)];
        }
        return batch;
    }

    /** What pass {@code step} draws, in words; {@code name} of each picture. */
    Drawn drawn(long step, int size, LongFunction<String> name) {
        List<String> names = Arrays.stream(batch(step, size)).mapToObj(name).toList();
        return new Drawn(Seeds.of(seed, "step:" + step), names);
    }

    private long[] order(long epoch) {
        return orders.computeIfAbsent(epoch, e -> {
            try (Scope scope = Scope.open();
                    Rng rng = Rng.seeded(Seeds.of(seed, "epoch:" + e))) {
                return rng.randperm(pictures).toLongs();
            }
        });
    }
}
