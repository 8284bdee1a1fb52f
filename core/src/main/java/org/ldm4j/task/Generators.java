package org.ldm4j.task;

import java.util.List;
import java.util.stream.IntStream;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.tensor.Rng;

/** The random generators of a request, as its {@link SeedMode} gives them out. */
final class Generators implements AutoCloseable {
    private final List<Rng> generators;
    private final NoiseSource noise;

    Generators(TextToImage request) {
        int count = request.seedMode() == SeedMode.SINGLE ? 1 : request.count();
        generators = IntStream.range(0, count)
                .mapToObj(i -> Rng.seeded(request.seed() + i))
                .toList();
        noise = request.seedMode() == SeedMode.SINGLE
                ? NoiseSource.seeded(generators.get(0))
                : NoiseSource.perPicture(generators);
    }

    NoiseSource noise() {
        return noise;
    }

    @Override
    public void close() {
        generators.forEach(Rng::close);
    }
}
