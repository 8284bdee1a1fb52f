package org.ldm4j.autoencoder;

import java.util.List;

/**
 * No first stage: the diffusion model sees the pictures themselves (equation 1).
 *
 * @param imageChannels channels of the pictures, and so of what is diffused
 * @param scalingFactor what they are multiplied by
 */
public record IdentityConfig(int imageChannels, double scalingFactor) implements FirstStageConfig {
    public IdentityConfig {
        if (imageChannels < 1 || !(scalingFactor > 0) || !Double.isFinite(scalingFactor)) {
            throw new IllegalArgumentException(
                    "imageChannels and scalingFactor (" + imageChannels + ", " + scalingFactor + ") must be positive");
        }
    }

    /** One level that is as wide as the picture, which is all the memory that it takes. */
    @Override
    public AutoencoderConfig layers() {
        return new AutoencoderConfig(
                imageChannels, imageChannels, List.of(imageChannels), 1, List.of(false), false, 1, scalingFactor);
    }

    @Override
    public int latentChannels() {
        return imageChannels;
    }

    @Override
    public int downsampling() {
        return 1;
    }

    @Override
    public IdentityConfig withScalingFactor(double factor) {
        return new IdentityConfig(imageChannels, factor);
    }
}
