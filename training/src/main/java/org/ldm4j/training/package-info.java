/**
 * Training of latent diffusion models: the first stage (section 3.1), then the denoiser together with its text encoder on
 * the first stage's latents (sections 3.2 and 3.3). A run is one YAML, one folder, and can be resumed bit for bit.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.training;
