package org.ldm4j.diffusion;

import org.ldm4j.tensor.Tensor;

/**
 * What a denoiser makes of {@code x = alpha x0 + sigma eps}: its guesses of both parts, shaped as x. A limit or a codebook
 * may have changed {@code x0} alone, so the two need not add up to x.
 */
public record Estimate(Tensor x0, Tensor eps) {}
