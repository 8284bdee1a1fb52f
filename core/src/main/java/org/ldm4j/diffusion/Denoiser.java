package org.ldm4j.diffusion;

import java.util.function.UnaryOperator;
import org.ldm4j.tensor.Tensor;

/** What a sampler sees of a model: splits a noisy latent into the clean latent and the noise. */
@FunctionalInterface
public interface Denoiser {
    /**
     * Estimates the parts of {@code x = alpha x0 + sigma eps} [B, C, h, w], {@code alpha² + sigma² = 1}.
     *
     * @param t the timestep that the network is told; samplers between two training steps give a fraction
     */
    Estimate estimate(Tensor x, double t, double alpha, double sigma);

    /** This denoiser with its clean latent changed before the sampler sees it: clipped, quantised; eps stays. */
    default Denoiser withX0(UnaryOperator<Tensor> change) {
        return (x, t, alpha, sigma) -> {
            Estimate estimate = estimate(x, t, alpha, sigma);
            return new Estimate(change.apply(estimate.x0()), estimate.eps());
        };
    }
}
