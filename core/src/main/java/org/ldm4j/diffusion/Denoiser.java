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

    /** What is made of a clean latent that a sampler works out itself, from outputs of several evaluations: nothing. */
    default Tensor settled(Tensor x0) {
        return x0;
    }

    /**
     * This denoiser with its clean latent changed before the sampler sees it: clipped, or put through the codebook (the
     * paper's {@code quantize_denoised}); eps stays.
     */
    default Denoiser withX0(UnaryOperator<Tensor> change) {
        return new X0ChangingDenoiser(this, change);
    }

    /**
     * This denoiser with its noise changed, from which the clean latent then follows: the paper's
     * {@code score_corrector}.
     */
    default Denoiser withEps(EpsChange change) {
        return (x, t, alpha, sigma) -> Prediction.EPS.estimate(
                x, change.apply(estimate(x, t, alpha, sigma).eps(), x, t), alpha, sigma);
    }

    /** Another estimate of the noise in place of {@code eps}, shaped as it. */
    @FunctionalInterface
    interface EpsChange {
        Tensor apply(Tensor eps, Tensor x, double t);
    }
}
