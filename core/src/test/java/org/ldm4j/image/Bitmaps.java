package org.ldm4j.image;

import java.util.Random;

/** Pictures for tests. */
final class Bitmaps {
    private Bitmaps() {}

    /** Every value drawn from {@code seed}. */
    static Bitmap noise(int width, int height, int channels, long seed) {
        byte[] values = new byte[width * height * channels];
        new Random(seed).nextBytes(values);
        return new Bitmap(width, height, channels, values);
    }

    /** One row of grey values. */
    static Bitmap row(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new Bitmap(values.length, 1, Bitmap.GREY, bytes);
    }
}
