/** Perceptual compression (section 3.1): pictures to latents and back. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.autoencoder;
