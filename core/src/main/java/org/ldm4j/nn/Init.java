package org.ldm4j.nn;

import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Tensor;

/** How a parameter begins when a network is made for training; ignored when it is read from a checkpoint. */
@FunctionalInterface
public interface Init {
    /** A new float32 tensor of {@code shape}. */
    Tensor draw(Rng rng, long... shape);

    Init ZEROS = (rng, shape) -> Tensor.zeros(shape);
    Init ONES = (rng, shape) -> Tensor.ones(DType.FP32, shape);

    /** N(0, deviation²). */
    static Init normal(double deviation) {
        return (rng, shape) -> rng.randn(shape).times(deviation);
    }

    /** U(-bound, bound). */
    static Init uniform(double bound) {
        return (rng, shape) -> rng.rand(shape).times(2 * bound).plus(-bound);
    }

    /** torch's default for convolutions and linear layers, weights and biases: U(±1/sqrt(fanIn)). */
    static Init fanIn(long fanIn) {
        return uniform(1 / Math.sqrt((double) fanIn));
    }
}
