package org.ldm4j.autoencoder;

import org.ldm4j.nn.Norm;
import org.ldm4j.nn.Weights;

/** How the group norms of an encoder or decoder are made. */
@FunctionalInterface
interface Norms {
    double EPS = 1e-6;

    /** The group norm {@code name} over so many channels. */
    Norm norm(Weights weights, String name, int channels);

    /** Each picture by its own statistics. */
    static Norms plain(int groups) {
        return (weights, name, channels) -> weights.groupNorm(name, groups, channels, EPS);
    }
}
