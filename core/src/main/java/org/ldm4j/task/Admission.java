package org.ldm4j.task;

import java.util.function.LongSupplier;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.tensor.DType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a request begin only if there is memory for it, and says when the first stage has to go in tiles. */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    /** Sides of tiles in pixels, the first that fits is taken. */
    private static final int[] TILES = {512, 256};

    /** Sizes that are proposed differ by so many pixels. */
    private static final int STEP = 64;

    private final UNetConfig unet;
    private final AutoencoderConfig firstStage;
    private final DType type;
    private final VaeTiling tiling;
    private final LongSupplier free;

    Admission(UNetConfig unet, AutoencoderConfig firstStage, DType type, MemoryPolicy policy) {
        this.unet = unet;
        this.firstStage = firstStage;
        this.type = type;
        tiling = policy.tiling();
        free = policy.freeBytes();
    }

    /**
     * Refuses what can't fit.
     *
     * @throws MemoryException naming what is needed, what there is, and the largest size of this shape that fits
     */
    void require(PictureSize size, TextToImage text, Guidance guidance) {
        int pictures = Math.min(text.count(), text.batchSize()), rows = guidance.isActive() ? 2 * pictures : pictures;
        long need = need(size, rows), found = free.getAsLong();
        if (need > found) {
            throw MemoryException.of(need, size.toString(), found, instead(size, rows, found));
        }
    }

    private String instead(PictureSize size, int rows, long found) {
        for (int width = size.width() - 1; width >= STEP; width--) {
            int height = Math.toIntExact(Math.round((double) size.height() * width / size.width() / STEP)) * STEP;
            var smaller = new PictureSize(width, Math.max(height, STEP));
            if (width % STEP == 0 && need(smaller, rows) <= found) {
                return ", enough for " + smaller;
            }
        }
        return rows > 2 ? ", enough for none in a batch of this size" : ", enough for no size";
    }

    /** The pass of the denoiser, and the first stage as small as it can be taken. */
    private long need(PictureSize size, int rows) {
        int f = firstStage.downsampling();
        return MemoryNeed.denoiser(unet, rows, size.height() / f, size.width() / f, type)
                + Math.min(decoder(size, smallestTile()), decoder(size, largestTile()));
    }

    private long decoder(PictureSize size, int tileSide) {
        return MemoryNeed.decoder(firstStage, size, tileSide, type);
    }

    private int smallestTile() {
        return tiling == VaeTiling.OFF ? 0 : TILES[TILES.length - 1];
    }

    private int largestTile() {
        return tiling == VaeTiling.ON ? TILES[0] : 0;
    }

    /** In what tiles to decode a picture now, 0 for at once. */
    int decoderTile(PictureSize size) {
        return tile(size, side -> decoder(size, side));
    }

    /** In what tiles to encode one. */
    int encoderTile(PictureSize size) {
        return tile(size, side -> MemoryNeed.encoder(firstStage, size, side, type));
    }

    private int tile(PictureSize size, Need need) {
        if (tiling == VaeTiling.OFF) {
            return 0;
        }
        long found = free.getAsLong();
        if (tiling == VaeTiling.AUTO && need.bytes(0) <= found) {
            return 0;
        }
        int side = need.bytes(TILES[0]) <= found ? TILES[0] : TILES[1];
        if (tiling == VaeTiling.AUTO) {
            LOG.warn("{} goes through the first stage in tiles, for want of memory", size);
        }
        return side;
    }

    /** Bytes for a tile's side. */
    private interface Need {
        long bytes(int side);
    }
}
