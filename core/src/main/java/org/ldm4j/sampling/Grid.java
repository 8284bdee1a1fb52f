package org.ldm4j.sampling;

import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The noise levels of one run, from noisy to clean.
 *
 * @param timesteps what the network is told at each step
 * @param sigmas noise over signal at the beginning of each step and after the last one; may be longer
 * @param initialScale factor of the first noise
 * @param space how latents are written at each level
 */
public record Grid(double[] timesteps, double[] sigmas, double initialScale, Space space) {
    /** How a latent is written. */
    public enum Space {
        /** {@code alpha x0 + sigma eps} with {@code alpha² + sigma² = 1}. */
        VARIANCE_PRESERVING,
        /** {@code x0 + sigma eps}. */
        SIGMA
    }

    public Grid {
        if (timesteps.length == 0 || sigmas.length <= timesteps.length) {
            throw new IllegalArgumentException("grid: expected at least one step and a sigma after it, found "
                    + timesteps.length + " timesteps and " + sigmas.length + " sigmas");
        }
    }

    public int count() {
        return timesteps.length;
    }

    public double timestep(int i) {
        return timesteps[i];
    }

    public double sigma(int i) {
        return sigmas[i];
    }

    @Override
    public double[] timesteps() {
        return timesteps.clone();
    }

    @Override
    public double[] sigmas() {
        return sigmas.clone();
    }

    /** The share of the clean latent where {@code alpha² + sigma² = 1}; 0 when there is only noise. */
    static double alpha(double sigma) {
        return 1 / Math.sqrt(sigma * sigma + 1);
    }

    /** The share of noise that goes with it. */
    static double noise(double sigma) {
        return Double.isInfinite(sigma) ? 1 : sigma * alpha(sigma);
    }

    Tensor noised(int i, Tensor x0, Tensor eps) {
        double sigma = sigmas[i];
        return Scope.result(() -> space == Space.SIGMA
                ? x0.plus(eps.times(sigma))
                : x0.times(alpha(sigma)).plus(eps.times(noise(sigma))));
    }
}
