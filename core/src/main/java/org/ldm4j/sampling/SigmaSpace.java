package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Tensor;

/** What the samplers have in common that keep {@code x = x0 + sigma eps} (Karras et al. 2022, equation 1). */
final class SigmaSpace {
    private SigmaSpace() {}

    /** The clean latent that the denoiser sees in x. */
    static Tensor denoised(Denoiser denoiser, Tensor x, double sigma, double t) {
        double alpha = Grid.alpha(sigma);
        return denoiser.estimate(x.times(alpha), t, alpha, sigma * alpha).x0();
    }

    /** dx / dsigma of the probability flow: the noise that leads from x0 to x. */
    static Tensor slope(Tensor x, Tensor x0, double sigma) {
        return x.minus(x0).dividedBy(sigma);
    }

    /** The exact solution for a constant x0: x on its way from one sigma to another. */
    static Tensor towards(Tensor x0, Tensor x, double from, double to) {
        return x.times(to / from).plus(x0.times(1 - to / from));
    }

    /** How much noise an ancestral step to {@code to} adds at the end. */
    static double up(double from, double to) {
        return to * Math.sqrt(1 - to * to / (from * from));
    }

    /** How far it goes down before, so that both together arrive at {@code to}. */
    static double down(double to, double up) {
        return Math.sqrt(Math.max(to * to - up * up, 0));
    }

    /** The level half-way in the logarithm; 0 if the end is 0. */
    static double middle(double from, double to) {
        return Math.sqrt(from) * Math.sqrt(to);
    }
}
