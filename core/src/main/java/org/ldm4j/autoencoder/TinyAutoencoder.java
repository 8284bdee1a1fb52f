package org.ldm4j.autoencoder;

import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/**
 * TAESD: a small autoencoder without a distribution that was trained to use the latents of Stable Diffusion's first stage
 * (Ollin Boer Bohan 2023; diffusers' AutoencoderTiny).
 */
public final class TinyAutoencoder {
    private final TinyEncoder encoder;
    private final TinyDecoder decoder;

    public TinyAutoencoder(Weights weights, TinyAutoencoderConfig config) {
        encoder = new TinyEncoder(weights, config);
        decoder = new TinyDecoder(weights, config);
    }

    /** x: [B, 3, H, W] in [-1, 1], sides multiples of f; returns the latent [B, latentChannels, H/f, W/f] itself. */
    public Tensor encode(Tensor x) {
        return encoder.encode(x);
    }

    /** z: [B, latentChannels, h, w]; returns [B, 3, h * f, w * f], about in [-1, 1]. */
    public Tensor decode(Tensor z) {
        return decoder.decode(z);
    }
}
