package org.ldm4j.task;

import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerRun;
import org.ldm4j.tensor.Tensor;

/**
 * One way through the steps of a sampler.
 *
 * @param sampler the steps
 * @param begin the first of its evaluations that is taken
 * @param denoiser what it asks
 * @param noise what it draws from
 * @param entry makes what the first step is given of what the pass before left; not asked of the first pass
 * @param correction what happens to a latent after each evaluation
 */
record Pass(
        SamplerRun sampler, int begin, BatchDenoiser denoiser, NoiseSource noise, Entry entry, Correction correction) {
    /** Makes the latent that a pass begins with, [B, C, h, w], of the one that the pass before left. */
    @FunctionalInterface
    interface Entry {
        /** The latent as it is. */
        Entry NONE = latents -> latents;

        Tensor enter(Tensor latents);
    }

    /** Changes the latent [B, C, h, w] that has reached {@code level}. */
    @FunctionalInterface
    interface Correction {
        /** Leaves it as it is. */
        Correction NONE = (level, latents) -> latents;

        Tensor correct(int level, Tensor latents);
    }

    Pass withEntry(Entry other) {
        return new Pass(sampler, begin, denoiser, noise, other, correction);
    }

    Pass withCorrection(Correction other) {
        return new Pass(sampler, begin, denoiser, noise, entry, other);
    }

    /** What the network is told at the evaluation {@code i} of those taken. */
    double timestep(int i) {
        return sampler.timestep(begin + i);
    }

    /** Noise over signal before it. */
    double sigma(int i) {
        return sampler.sigma(begin + i);
    }

    /** Evaluations that are taken. */
    int count() {
        return sampler.count() - begin;
    }

    /** From level {@code begin + i} to the next. */
    Tensor step(int i, Tensor x) {
        Tensor next = sampler.step(begin + i, x, denoiser.at(begin + i), noise);
        return correction.correct(begin + i + 1, next);
    }
}
