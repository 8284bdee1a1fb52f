package org.ldm4j.sampling;

import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Tensor;

/**
 * One way from noise to a latent, for one batch. Keeps what the algorithm remembers between steps, so steps must be taken
 * in order, from any start: the first for text to picture, a later one for picture to picture.
 */
public interface SamplerRun extends AutoCloseable {
    /** The noise levels that this run visits. */
    Grid grid();

    /**
     * Goes from level {@code i} to level {@code i + 1} with one evaluation of the denoiser.
     *
     * @param x the latent at level i, [B, C, h, w]
     * @return the latent at level i + 1; a new tensor of the current scope
     */
    Tensor step(int i, Tensor x, Denoiser denoiser, NoiseSource noise);

    /** Frees what was remembered. */
    @Override
    void close();

    /** Number of steps. */
    default int count() {
        return grid().count();
    }

    /** Evaluations that a step of the caller's counting takes: 2 for methods that look twice. */
    default int evaluationsPerStep() {
        return 1;
    }

    /** How many steps the run has that was asked for so many: the paper's spacing may give more. */
    default int steps(int asked) {
        return asked;
    }

    /** What the network is told at step {@code i}. */
    default double timestep(int i) {
        return grid().timestep(i);
    }

    /** Noise over signal at level {@code i}, 0 to {@link #count()}. */
    default double sigma(int i) {
        return grid().sigma(i);
    }

    /** What standard normal noise is multiplied with to begin at level 0: {@code init_noise_sigma} of diffusers. */
    default double initialScale() {
        return grid().initialScale();
    }

    /** A clean latent brought to the noise of level {@code i}; all [B, C, h, w]. */
    default Tensor noised(int i, Tensor x0, Tensor eps) {
        return grid().noised(i, x0, eps);
    }

    /**
     * A clean latent brought to where a run that begins with step {@code i} begins; all [B, C, h, w]. The paper's code
     * takes the noise of the level before (its {@code stochastic_encode} counts the steps it will take, not the level).
     */
    default Tensor entered(int i, Tensor x0, Tensor eps) {
        return noised(i, x0, eps);
    }

    /** Whether step {@code i} goes on from the latent that it is given, and does not only correct the step before. */
    default boolean startsAt(int i) {
        return true;
    }
}
