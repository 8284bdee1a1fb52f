package org.ldm4j.autoencoder;

/**
 * Shape of an autoencoder with a codebook.
 *
 * @param layers encoder and decoder, whose latent is z
 * @param codes vectors of the codebook
 * @param codeChannels width of each, and so of the latent that the diffusion model sees; equal to z in all published models
 */
public record VqConfig(AutoencoderConfig layers, int codes, int codeChannels) implements FirstStageConfig {
    public VqConfig {
        require(codes > 0, "codes", codes);
        require(codeChannels > 0, "codeChannels", codeChannels);
    }

    private static void require(boolean holds, String name, int value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must be positive");
        }
    }

    @Override
    public int imageChannels() {
        return layers.imageChannels();
    }

    @Override
    public int latentChannels() {
        return codeChannels;
    }

    @Override
    public int downsampling() {
        return layers.downsampling();
    }

    @Override
    public double scalingFactor() {
        return layers.scalingFactor();
    }

    @Override
    public VqConfig withScalingFactor(double factor) {
        return new VqConfig(layers.withScalingFactor(factor), codes, codeChannels);
    }
}
