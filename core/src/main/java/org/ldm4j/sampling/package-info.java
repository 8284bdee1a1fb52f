/**
 * Samplers: from noise to a clean latent by calling a {@link org.ldm4j.diffusion.Denoiser} again and again. One file for
 * each algorithm; which noise levels are visited ({@link org.ldm4j.sampling.Spacing},
 * {@link org.ldm4j.sampling.Scheduler}) is kept apart from how one goes from level to level. Nothing here knows a
 * network, text, guidance or what the network predicts.
 *
 * <p>Two ways to write a latent occur. Samplers of the Ho and Song families keep it variance preserving,
 * {@code x = alpha x0 + sigma eps}; those of Karras et al. (2022) keep {@code x / alpha = x0 + sigma eps}, whose sigma is
 * {@code sqrt(1 - abar) / sqrt(abar)} and reaches 14.6 for Stable Diffusion. {@link org.ldm4j.sampling.Grid} says which
 * one a run uses; sigmas of a grid are always meant in the second way.
 *
 * <p>A step is what diffusers calls one scheduler step: one evaluation of the denoiser. Samplers of second order therefore
 * take nearly twice as many.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.sampling;
