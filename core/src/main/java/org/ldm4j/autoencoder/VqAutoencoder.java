package org.ldm4j.autoencoder;

import java.util.function.Function;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The first stage with a codebook of section 3.1. The diffusion model works on the latent before quantisation, and the
 * decoder takes the quantisation in.
 */
public final class VqAutoencoder implements FirstStage {
    private final Layer encoder;
    private final Layer decoder;
    private final Layer quantConv;
    private final Layer postQuantConv;
    private final Codebook codebook;
    private final TiledCoder tiled;

    /** Weights are named as below {@code first_stage_model.} in a checkpoint of the paper. */
    public VqAutoencoder(Weights weights, VqConfig config) {
        AutoencoderConfig layers = config.layers();
        int z = layers.latentChannels(), channels = config.codeChannels();
        encoder = new Encoder(weights.at("encoder"), layers, z);
        decoder = new Decoder(weights.at("decoder"), layers);
        tiled = new TiledCoder(weights, layers, z, encoder, decoder);
        quantConv = weights.conv2d("quant_conv", z, channels, 1);
        postQuantConv = weights.conv2d("post_quant_conv", channels, z, 1);
        codebook = new Codebook(weights.at("quantize"), config.codes(), channels);
    }

    public Codebook codebook() {
        return codebook;
    }

    /** x: [B, 3, H, W] in [-1, 1], sides multiples of f; returns [B, codeChannels, H/f, W/f], not quantised. */
    public Tensor encode(Tensor x) {
        return Scope.result(() -> x.apply(encoder).apply(quantConv));
    }

    /** The latent itself. */
    @Override
    public Tensor moments(Tensor x) {
        return encode(x);
    }

    @Override
    public Tensor moments(Tensor x, int tileSide) {
        return Scope.result(() -> tiled.encoded(x, tileSide).apply(quantConv));
    }

    /** Nothing is drawn: the encoder gives one latent. */
    @Override
    public Tensor latent(Tensor moments, Function<long[], Tensor> noise) {
        return moments.share();
    }

    /** z: [B, codeChannels, h, w], quantised here; returns [B, 3, h * f, w * f], about in [-1, 1]. */
    @Override
    public Tensor decode(Tensor z) {
        return Scope.result(() -> decodeQuantised(codebook.quantise(z)));
    }

    @Override
    public Tensor decode(Tensor z, int tileSide) {
        return Scope.result(() -> tiled.decoded(codebook.quantise(z).apply(postQuantConv), tileSide));
    }

    /** The same for a latent that is quantised already, or should not be. */
    public Tensor decodeQuantised(Tensor z) {
        return Scope.result(() -> z.apply(postQuantConv).apply(decoder));
    }
}
