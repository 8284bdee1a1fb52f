package org.ldm4j.autoencoder;

import java.util.function.Function;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Encoder and decoder for pictures that are too large to be taken at once. The two finest levels, where the memory goes,
 * are convolutions alone and run in {@link Tiles}; the coarser ones with their attention run over the whole picture. Group
 * norms of the tiled part share the statistics of a thinned picture.
 */
final class TiledCoder {
    private final Weights weights;
    private final AutoencoderConfig config;
    private final Layer encoder;
    private final Layer decoder;
    private final int fine;
    private final Layer fromFine;
    private final Layer toFine;

    /**
     * @param encoded channels that the encoder gives
     * @param encoder what takes pictures that are small enough at once
     * @param decoder what makes them
     */
    TiledCoder(Weights weights, AutoencoderConfig config, int encoded, Layer encoder, Layer decoder) {
        this.weights = weights;
        this.config = config;
        this.encoder = encoder;
        this.decoder = decoder;
        fine = config.fineLevels();
        Norms norms = Norms.plain(config.normGroups());
        fromFine = Encoder.coarse(weights.at("encoder"), config, norms, fine, encoded);
        toFine = Decoder.coarse(weights.at("decoder"), config, norms, fine);
    }

    /** z: [1, latentChannels, h, w] as the decoder takes it. */
    Tensor decoded(Tensor z, int tileSide) {
        if (isSmall(z, tileSide / config.downsampling())) {
            return z.apply(decoder);
        }
        int up = 1 << fine;
        var tiles = new Tiles(side(tileSide) / up, margin(config.resBlocks() + 1) / up, up, 1);
        return Scope.result(() ->
                inTiles(tiles, z.apply(toFine), norms -> Decoder.fine(weights.at("decoder"), config, norms, fine)));
    }

    /** x: [1, imageChannels, H, W]; returns [1, channels of the encoder, H/f, W/f]. */
    Tensor encoded(Tensor x, int tileSide) {
        if (isSmall(x, tileSide)) {
            return x.apply(encoder);
        }
        int down = 1 << fine;
        var tiles = new Tiles(side(tileSide), margin(config.resBlocks()), 1, down);
        return Scope.result(() -> inTiles(tiles, x, norms -> Encoder.fine(weights.at("encoder"), config, norms, fine))
                .apply(fromFine));
    }

    private static boolean isSmall(Tensor picture, int side) {
        return picture.size(2) <= side && picture.size(3) <= side;
    }

    private Tensor inTiles(Tiles tiles, Tensor x, Function<Norms, Layer> layers) {
        try (var norms = new SharedNorms(config.normGroups())) {
            Layer fineLayers = layers.apply(norms);
            try (Scope scope = Scope.open()) {
                tiles.overview(x).apply(fineLayers); // what it gives is not needed: the norms have seen it
            }
            return tiles.apply(x, fineLayers);
        }
    }

    private int side(int tileSide) {
        int unit = 1 << fine;
        return Math.max(tileSide / unit, 1) * unit;
    }

    /** How far in pixels a picture's value can reach through the fine levels, rounded up to a whole coarse position. */
    private int margin(int blocks) {
        int reach = 2; // the first or the last convolution; a change of resolution counts as two positions
        for (int level = 0; level < fine; level++) {
            reach += (2 * blocks + 2) << level;
        }
        int unit = 1 << fine;
        return (reach + unit - 1) / unit * unit;
    }
}
