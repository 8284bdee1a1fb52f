package org.ldm4j.image;

import java.io.ByteArrayOutputStream;
import java.util.zip.Deflater;

/** Rows of a PNG: each filtered by what leaves the smallest differences, then deflated (W3C PNG, sections 9 and 10). */
final class PngFilter {
    private static final int NONE = 0;
    private static final int SUB = 1;
    private static final int UP = 2;
    private static final int AVERAGE = 3;
    private static final int PAETH = 4;

    private static final int LEVEL = 6;
    private static final int BUFFER = 1 << 16;

    private final byte[] values;
    private final int pixel;
    private final int row;

    private PngFilter(Bitmap bitmap) {
        values = bitmap.values();
        pixel = bitmap.channels();
        row = bitmap.width() * pixel;
    }

    /** The data chunk of a picture. */
    static byte[] compressed(Bitmap bitmap) {
        PngFilter filter = new PngFilter(bitmap);
        Deflater deflater = new Deflater(LEVEL);
        try {
            ByteArrayOutputStream result = new ByteArrayOutputStream();
            for (int y = 0; y < bitmap.height(); y++) {
                deflater.setInput(filter.best(y));
                drain(deflater, result);
            }
            deflater.finish();
            drain(deflater, result);
            return result.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void drain(Deflater deflater, ByteArrayOutputStream result) {
        byte[] buffer = new byte[BUFFER];
        for (int n = deflater.deflate(buffer); n > 0; n = deflater.deflate(buffer)) {
            result.write(buffer, 0, n);
        }
    }

    /** The row {@code y} in the form whose bytes, read as signed, have the smallest sum. */
    private byte[] best(int y) {
        byte[] best = filtered(y, NONE);
        long least = Long.MAX_VALUE;
        for (int kind = NONE; kind <= PAETH; kind++) {
            byte[] candidate = filtered(y, kind);
            long size = size(candidate);
            if (size < least) {
                least = size;
                best = candidate;
            }
        }
        return best;
    }

    private static long size(byte[] filtered) {
        long sum = 0;
        for (int i = 1; i < filtered.length; i++) {
            sum += Math.abs(filtered[i]);
        }
        return sum;
    }

    private byte[] filtered(int y, int kind) {
        byte[] result = new byte[1 + row];
        result[0] = (byte) kind;
        for (int x = 0; x < row; x++) {
            result[1 + x] = (byte) (at(x, y) - predicted(x, y, kind));
        }
        return result;
    }

    private int predicted(int x, int y, int kind) {
        int left = at(x - pixel, y), above = at(x, y - 1);
        return switch (kind) {
            case SUB -> left;
            case UP -> above;
            case AVERAGE -> (left + above) / 2;
            case PAETH -> paeth(left, above, at(x - pixel, y - 1));
            default -> 0;
        };
    }

    private static int paeth(int left, int above, int corner) {
        int toLeft = Math.abs(above - corner), toAbove = Math.abs(left - corner);
        int toCorner = Math.abs(left + above - 2 * corner);
        if (toLeft <= toAbove && toLeft <= toCorner) {
            return left;
        }
        return toAbove <= toCorner ? above : corner;
    }

    private int at(int x, int y) {
        return x < 0 || y < 0 ? 0 : values[y * row + x] & 0xFF;
    }
}
