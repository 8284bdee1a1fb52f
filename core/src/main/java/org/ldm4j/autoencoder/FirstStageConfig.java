package org.ldm4j.autoencoder;

/** Shape of a first stage of either kind of section 3.1: KL-regularised, or with a codebook; or none. */
public sealed interface FirstStageConfig permits AutoencoderConfig, VqConfig, IdentityConfig {
    /** Encoder and decoder. */
    AutoencoderConfig layers();

    /** Channels of the pictures. */
    int imageChannels();

    /** Channels of the latent that the diffusion model sees. */
    int latentChannels();

    /** f: how many pixels a latent position stands for in each direction. */
    int downsampling();

    /** What latents are multiplied by for the diffusion model, section D.1. */
    double scalingFactor();

    /** The same with another scaling factor. */
    FirstStageConfig withScalingFactor(double factor);
}
