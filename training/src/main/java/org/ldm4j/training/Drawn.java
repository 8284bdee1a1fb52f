package org.ldm4j.training;

import java.util.List;

/**
 * What one forward pass drew.
 *
 * @param generatorSeed seed of the generator of everything but the pictures
 * @param pictures their names, in the order of the batch
 */
record Drawn(long generatorSeed, List<String> pictures) {
    static final Drawn NOTHING = new Drawn(0, List.of());

    Drawn {
        pictures = List.copyOf(pictures);
    }
}
