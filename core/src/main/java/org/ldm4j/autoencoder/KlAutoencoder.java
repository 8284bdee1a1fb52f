package org.ldm4j.autoencoder;

import java.util.function.Function;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The KL-regularised first stage of section 3.1. */
public final class KlAutoencoder implements FirstStage {
    private final Layer encoder;
    private final Layer decoder;
    private final Layer quantConv;
    private final Layer postQuantConv;
    private final TiledCoder tiled;

    /** Weights are named as below {@code first_stage_model.} in a checkpoint of the paper. */
    public KlAutoencoder(Weights weights, AutoencoderConfig config) {
        int z = config.latentChannels();
        encoder = new Encoder(weights.at("encoder"), config, 2 * z);
        decoder = new Decoder(weights.at("decoder"), config);
        quantConv = weights.conv2d("quant_conv", 2 * z, 2 * z, 1);
        postQuantConv = weights.conv2d("post_quant_conv", z, z, 1);
        tiled = new TiledCoder(weights, config, 2 * z, encoder, decoder);
    }

    /** x: [B, 3, H, W] in [-1, 1], sides multiples of f; latents are not yet multiplied by the scaling factor. */
    public DiagonalGaussian encode(Tensor x) {
        return DiagonalGaussian.of(moments(x));
    }

    /** Means and log variances [B, 2 latentChannels, H/f, W/f]. */
    @Override
    public Tensor moments(Tensor x) {
        return Scope.result(() -> x.apply(encoder).apply(quantConv));
    }

    @Override
    public Tensor moments(Tensor x, int tileSide) {
        return Scope.result(() -> tiled.encoded(x, tileSide).apply(quantConv));
    }

    /** Draws from the posterior. */
    @Override
    public Tensor latent(Tensor moments, Function<long[], Tensor> noise) {
        return Scope.result(() -> {
            DiagonalGaussian posterior = DiagonalGaussian.of(moments);
            return posterior.sample(noise.apply(posterior.mean().shape()));
        });
    }

    /** z: [B, latentChannels, h, w], divided by the scaling factor; returns [B, 3, h * f, w * f], about in [-1, 1]. */
    @Override
    public Tensor decode(Tensor z) {
        return Scope.result(() -> z.apply(postQuantConv).apply(decoder));
    }

    @Override
    public Tensor decode(Tensor z, int tileSide) {
        return Scope.result(() -> tiled.decoded(z.apply(postQuantConv), tileSide));
    }
}
