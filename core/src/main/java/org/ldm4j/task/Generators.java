package org.ldm4j.task;

import java.util.List;
import java.util.stream.IntStream;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.tensor.Rng;

/** The random generators of a request, as its {@link SeedMode} gives them out. */
final class Generators implements AutoCloseable {
    private final SeedMode mode;
    private final List<Rng> generators;
    private final NoiseSource each;

    Generators(TextToImage request) {
        mode = request.seedMode();
        int count = mode == SeedMode.SINGLE ? 1 : request.count();
        generators = IntStream.range(0, count)
                .mapToObj(i -> Rng.seeded(request.seed() + i))
                .toList();
        each = mode == SeedMode.SINGLE ? first() : NoiseSource.perPicture(generators);
    }

    /** Noise for every picture: [B, C, h, w]. */
    NoiseSource noise() {
        return each;
    }

    /** Noise for the picture that every picture of the batch begins as: asked for [1, C, h, w], gives 1 or B of them. */
    NoiseSource start() {
        return mode == SeedMode.SINGLE ? first() : forAll();
    }

    /** Noise for the picture that every picture of the batch surrounds or enlarges, in the same way. */
    NoiseSource surroundings() {
        return mode == SeedMode.PER_PICTURE ? forAll() : first();
    }

    private NoiseSource first() {
        return NoiseSource.seeded(generators.get(0));
    }

    private NoiseSource forAll() {
        return shape -> {
            long[] batch = shape.clone();
            batch[0] = generators.size();
            return each.next(batch);
        };
    }

    @Override
    public void close() {
        generators.forEach(Rng::close);
    }
}
