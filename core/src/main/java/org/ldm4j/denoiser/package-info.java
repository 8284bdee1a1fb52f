/**
 * The time-conditional U-Net of section 3.2 with the cross-attention of section 3.3: it sees a noisy latent, a timestep
 * and a condition, and knows neither the process that made the noise nor where the condition came from.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.denoiser;
