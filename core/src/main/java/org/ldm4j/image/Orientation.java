package org.ldm4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a camera was held, from the EXIF block of a picture (EXIF 3.0, tag 0x0112): stored pixels are turned and mirrored
 * accordingly. A block that is damaged or says nothing sensible means upright.
 *
 * @param code 1 to 8
 */
record Orientation(int code) {
    static final Orientation UPRIGHT = new Orientation(1);

    private static final int LITTLE_ENDIAN = 0x4949;
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;
    private static final int HEADER_BYTES = 8;
    private static final int LAST_CODE = 8;
    /** The first code with rows and columns exchanged. */
    private static final int FIRST_TURNED = 5;

    /** Reads the TIFF structure {@code exif}; only its first directory, no link is followed. */
    static Orientation of(ByteBuffer exif) {
        if (exif.remaining() < HEADER_BYTES) {
            return UPRIGHT;
        }
        ByteBuffer tiff = exif.slice();
        tiff.order(tiff.getShort(0) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(Integer.BYTES);
        if (directory < HEADER_BYTES || directory > tiff.limit() - Short.BYTES) {
            return UPRIGHT;
        }
        int count = Short.toUnsignedInt(tiff.getShort(directory)), first = directory + Short.BYTES;
        int whole = Math.min(count, (tiff.limit() - first) / ENTRY_BYTES);
        for (int i = 0; i < whole; i++) {
            int entry = first + i * ENTRY_BYTES;
            if (tiff.getShort(entry) == TAG && tiff.getShort(entry + 2) == SHORT) {
                return of(tiff.getShort(entry + 8));
            }
        }
        return UPRIGHT;
    }

    private static Orientation of(int code) {
        return code >= 1 && code <= LAST_CODE ? new Orientation(code) : UPRIGHT;
    }

    /** The picture as it was seen. */
    Bitmap apply(Bitmap stored) {
        if (equals(UPRIGHT)) {
            return stored;
        }
        boolean turned = code >= FIRST_TURNED;
        int width = turned ? stored.height() : stored.width(), height = turned ? stored.width() : stored.height();
        int channels = stored.channels();
        byte[] values = new byte[stored.values().length];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0; x < width; x++, to += channels) {
                int from = source(turned ? y : x, turned ? x : y, stored) * channels;
                System.arraycopy(stored.values(), from, values, to, channels);
            }
        }
        return new Bitmap(width, height, channels, values);
    }

    private int source(int x, int y, Bitmap stored) {
        boolean fromRight = code == 2 || code == 3 || code == 7 || code == 8;
        boolean fromBelow = code == 3 || code == 4 || code == 6 || code == 7;
        int column = fromRight ? stored.width() - 1 - x : x, row = fromBelow ? stored.height() - 1 - y : y;
        return row * stored.width() + column;
    }
}
