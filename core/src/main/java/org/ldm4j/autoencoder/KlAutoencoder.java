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
    private final int downsampling;

    /** Weights are named as below {@code first_stage_model.} in a checkpoint of the paper. */
    public KlAutoencoder(Weights weights, AutoencoderConfig config) {
        int z = config.latentChannels();
        encoder = new Encoder(weights.at("encoder"), config, 2 * z);
        decoder = new Decoder(weights.at("decoder"), config);
        quantConv = weights.conv2d("quant_conv", 2 * z, 2 * z, 1);
        postQuantConv = weights.conv2d("post_quant_conv", z, z, 1);
        downsampling = config.downsampling();
        tiled = new TiledCoder(weights, config, 2 * z);
    }

    /** x: [B, 3, H, W] in [-1, 1], sides multiples of f; latents are not yet multiplied by the scaling factor. */
    public DiagonalGaussian encode(Tensor x) {
        return DiagonalGaussian.of(moments(x));
    }

    /** The same with the resolutions that need most memory taken in tiles; see {@link #decode(Tensor, int)}. */
    public DiagonalGaussian encode(Tensor x, int tileSide) {
        return isSmall(x, tileSide)
                ? encode(x)
                : DiagonalGaussian.of(Scope.result(() -> tiled.encoded(x, tileSide).apply(quantConv)));
    }

    /** Means and log variances [B, 2 latentChannels, H/f, W/f]. */
    @Override
    public Tensor moments(Tensor x) {
        return Scope.result(() -> x.apply(encoder).apply(quantConv));
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

    /**
     * The same for one picture [1, latentChannels, h, w] with the resolutions that need most memory taken in tiles. Tiles
     * meet without seams; they are normalised by the statistics of a thinned picture, so that the whole differs a little
     * from the one decoded at once.
     *
     * @param tileSide of a tile in pixels; a picture that is no larger is decoded at once
     */
    public Tensor decode(Tensor z, int tileSide) {
        return isSmall(z, tileSide / downsampling)
                ? decode(z)
                : Scope.result(() -> tiled.decoded(z.apply(postQuantConv), tileSide));
    }

    private static boolean isSmall(Tensor picture, int side) {
        return picture.size(2) <= side && picture.size(3) <= side;
    }
}
