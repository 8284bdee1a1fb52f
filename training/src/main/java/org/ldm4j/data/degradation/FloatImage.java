package org.ldm4j.data.degradation;

import java.util.function.IntToDoubleFunction;
import org.ldm4j.image.Bitmap;

/** An RGB picture of floats between 0 and 1, row by row, the channels of a pixel side by side. */
record FloatImage(int width, int height, float[] values) {
    static final int CHANNELS = 3;
    private static final float MAX = 255;

    static FloatImage of(Bitmap bitmap) {
        Bitmap rgb = bitmap.rgb();
        return make(rgb.width(), rgb.height(), i -> {
            int pixel = i / CHANNELS;
            return rgb.at(pixel % rgb.width(), pixel / rgb.width(), i % CHANNELS) / MAX;
        });
    }

    static FloatImage make(int width, int height, IntToDoubleFunction value) {
        float[] values = new float[width * height * CHANNELS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return new FloatImage(width, height, values);
    }

    /** To 8 bits, to the nearest level, halves to the even one. */
    Bitmap bitmap() {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.rint(Math.max(0, Math.min(1, values[i])) * MAX);
        }
        return Bitmap.of(width, height, CHANNELS, bytes);
    }

    FloatImage clipped() {
        return make(width, height, i -> Math.max(0, Math.min(1, values[i])));
    }

    /** In another size, rows first. */
    FloatImage resampled(Samples across, Samples down) {
        int row = width * CHANNELS, newRow = across.length() * CHANNELS;
        FloatImage rows = make(across.length(), height, i -> {
            int start = i / newRow * row + i % CHANNELS;
            return across.sample(i % newRow / CHANNELS, values, start, CHANNELS);
        });
        return make(across.length(), down.length(), i -> down.sample(i / newRow, rows.values, i % newRow, newRow));
    }

    /** Convolved; beyond the border lies the mirrored picture, the outermost pixels not repeated (scipy's "mirror"). */
    FloatImage convolved(double[][] kernel) {
        int half = kernel.length / 2, row = width * CHANNELS;
        return make(width, height, i -> {
            int x = i % row / CHANNELS, y = i / row, c = i % CHANNELS;
            double sum = 0;
            for (int ky = 0; ky < kernel.length; ky++) {
                int from = mirrored(y + half - ky, height) * row + c;
                for (int kx = 0; kx < kernel.length; kx++) {
                    sum += kernel[ky][kx] * values[from + mirrored(x + half - kx, width) * CHANNELS];
                }
            }
            return sum;
        });
    }

    private static int mirrored(int at, int length) {
        if (length == 1) {
            return 0;
        }
        int around = Math.floorMod(at, 2 * (length - 1));
        return Math.min(around, 2 * (length - 1) - around);
    }

    /** Every {@code step}-th pixel of every {@code step}-th row. */
    FloatImage every(int step) {
        int newWidth = (width + step - 1) / step, newHeight = (height + step - 1) / step;
        int newRow = newWidth * CHANNELS;
        return make(
                newWidth,
                newHeight,
                i -> values[(i / newRow * width + i % newRow / CHANNELS) * step * CHANNELS + i % CHANNELS]);
    }
}
