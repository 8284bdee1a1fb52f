package org.ldm4j.training.loss;

import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** What a discriminator makes smaller; both are scalars from logits of real and of made patches. */
public enum GanLoss {
    /** Lim and Ye 2017: no reward for being surer than 1. */
    HINGE {
        @Override
        Tensor discriminator(Tensor real, Tensor fake) {
            return real.negated().plus(1).relu().mean().plus(fake.plus(1).relu().mean());
        }
    },
    /** Goodfellow et al. 2014: cross entropy. */
    VANILLA {
        @Override
        Tensor discriminator(Tensor real, Tensor fake) {
            return real.negated().softplus().mean().plus(fake.softplus().mean());
        }
    };

    abstract Tensor discriminator(Tensor real, Tensor fake);

    /** Half the sum of the two means, as in the paper's code. */
    public Tensor ofDiscriminator(Tensor real, Tensor fake) {
        return Scope.result(() -> discriminator(real, fake).times(0.5));
    }

    /** What the generator makes smaller with either: minus the mean logit of what it made. */
    public static Tensor ofGenerator(Tensor fake) {
        return Scope.result(() -> fake.mean().negated());
    }
}
