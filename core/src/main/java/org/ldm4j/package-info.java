/**
 * Latent diffusion models for the JVM (Rombach et al. 2022): the front door is {@link org.ldm4j.LatentDiffusion}.
 *
 * <p>The packages are the boxes of the paper's figure 3: {@code autoencoder} turns pictures into latents and back,
 * {@code denoiser} is the U-Net, {@code conditioning} turns texts into what it attends to, {@code diffusion} and
 * {@code sampling} are the process, {@code task} is what a trained model is used for. Below lie {@code nn} (layers and
 * weights) and {@code tensor} (the engine); beside them {@code checkpoint}, {@code text} and {@code image}.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j;
