package org.ldm4j.diffusion;

import java.util.function.UnaryOperator;
import org.ldm4j.tensor.Tensor;

/** {@link Denoiser#withX0}. */
record X0ChangingDenoiser(Denoiser original, UnaryOperator<Tensor> change) implements Denoiser {
    @Override
    public Estimate estimate(Tensor x, double t, double alpha, double sigma) {
        Estimate estimate = original.estimate(x, t, alpha, sigma);
        return new Estimate(change.apply(estimate.x0()), estimate.eps());
    }

    @Override
    public Tensor settled(Tensor x0) {
        return change.apply(original.settled(x0));
    }
}
