package org.ldm4j.image;

import java.util.Arrays;

/** An RGB picture in the making, black at first, onto which others are laid. */
final class Canvas {
    private final int width;
    private final int height;
    private final byte[] values;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        values = new byte[Math.multiplyExact(Math.multiplyExact(width, height), Bitmap.RGB)];
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Gives every channel of every pixel one value. */
    Canvas fill(int value) {
        Arrays.fill(values, (byte) value);
        return this;
    }

    /** Lays {@code part} (RGB) with its corner at {@code left}, {@code top}; what lies outside is lost. */
    Canvas paste(Bitmap part, int left, int top) {
        int from = Math.max(0, left), count = Math.min(width, left + part.width()) - from;
        for (int y = Math.max(0, top); y < Math.min(height, top + part.height()) && count > 0; y++) {
            int source = ((y - top) * part.width() + from - left) * Bitmap.RGB;
            System.arraycopy(part.values(), source, values, (y * width + from) * Bitmap.RGB, count * Bitmap.RGB);
        }
        return this;
    }

    Canvas centre(Bitmap part) {
        return paste(part, width / 2 - part.width() / 2, height / 2 - part.height() / 2);
    }

    Bitmap bitmap() {
        return new Bitmap(width, height, Bitmap.RGB, values);
    }
}
