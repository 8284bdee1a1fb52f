package org.ldm4j.task;

import java.util.List;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.tensor.DType;

/**
 * How many bytes networks take beside their weights while they run, at most. The factors were measured
 * (docs/performance.md); what is counted is the map of the resolution that has most values.
 */
final class MemoryNeed {
    /** The denoiser holds the maps of its way down, and a feed-forward layer is eight times as wide as its map. */
    private static final long DENOISER_MAPS = 90;

    /** Input and output of a layer, the residual, and the gaps that lie between them. */
    private static final long DECODER_MAPS = 6;

    private static final long ENCODER_MAPS = 8;

    /** At most what a tile has around it, in pixels. */
    private static final int TILE_MARGIN = 32;

    /** What there is at any size. */
    private static final long FLOOR = 64L << 20;

    private MemoryNeed() {}

    /** One pass for latents of h x w positions; {@code rows} counts a picture twice if it is guided. */
    static long denoiser(UNetConfig config, long rows, long h, long w, DType type) {
        return FLOOR + DENOISER_MAPS * rows * type.bytes() * widest(config.channels(), h * w, 0);
    }

    /** Decoding one picture of so many pixels, at once or in tiles of {@code tileSide} pixels, 0 for at once. */
    static long decoder(AutoencoderConfig config, PictureSize size, int tileSide, DType type) {
        return FLOOR + DECODER_MAPS * type.bytes() * values(config, size, tileSide, 1);
    }

    /** Encoding one. */
    static long encoder(AutoencoderConfig config, PictureSize size, int tileSide, DType type) {
        return FLOOR + ENCODER_MAPS * type.bytes() * values(config, size, tileSide, 0);
    }

    /** @param shift 1 if a level begins with the channels of the coarser one */
    private static long values(AutoencoderConfig config, PictureSize size, int tileSide, int shift) {
        long pixels = (long) size.width() * size.height();
        List<Integer> entering = config.channels().subList(Math.min(shift, config.levels() - 1), config.levels());
        if (tileSide == 0 || size.width() <= tileSide && size.height() <= tileSide) {
            return widest(entering, pixels, 0);
        }
        // the coarse levels see the whole picture; a tile has a margin, and the thinned picture is as large
        long margin = TILE_MARGIN * 2L, tile = (tileSide + margin) * (tileSide + margin);
        return widest(config.channels(), pixels, config.fineLevels()) + widest(entering, tile, 0);
    }

    /** The most values of any level from {@code first} on, of which each has a quarter of the positions before. */
    private static long widest(List<Integer> channels, long positions, int first) {
        long most = 0;
        for (int level = first; level < channels.size(); level++) {
            most = Math.max(most, channels.get(level) * (positions >> 2 * level));
        }
        return most;
    }
}
