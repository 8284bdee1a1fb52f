package org.ldm4j.sampling;

import java.util.List;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Tensor;

/** Where a sampler takes its noise from, so that recorded noise can be replayed. */
@FunctionalInterface
public interface NoiseSource {
    /** Standard normal noise of a shape, [B, C, h, w]. */
    Tensor next(long... shape);

    /**
     * Whether the draws are finished increments of one Brownian motion, as recorded from a Brownian tree, and not
     * independent; asked by the one sampler whose increments overlap.
     */
    default boolean givesIncrements() {
        return false;
    }

    /** One generator for the whole batch, as diffusers with one generator. */
    static NoiseSource seeded(Rng rng) {
        return rng::randn;
    }

    /** A generator for each picture: each draws its own [1, C, h, w]. */
    static NoiseSource perPicture(List<Rng> generators) {
        return shape -> {
            if (shape[0] != generators.size()) {
                throw new IllegalArgumentException("noise: expected a batch of " + generators.size()
                        + ", one picture for each generator, found " + shape[0]);
            }
            long[] one = shape.clone();
            one[0] = 1;
            return Tensor.cat(0, generators.stream().map(rng -> rng.randn(one)).toArray(Tensor[]::new));
        };
    }

    /** Recorded noise in the order of use. The caller goes on owning the tensors. */
    static NoiseSource replayed(List<Tensor> recorded) {
        return new RecordedNoise(recorded, false);
    }

    /** The recorded answers of a Brownian tree ({@code dpm++sde} of diffusers), in the order of use. */
    static NoiseSource replayedIncrements(List<Tensor> recorded) {
        return new RecordedNoise(recorded, true);
    }

    /** This noise times a factor: the paper's {@code temperature}, which acts after sigma (trap 56). */
    default NoiseSource scaled(double factor) {
        return shape -> next(shape).times(factor);
    }
}
