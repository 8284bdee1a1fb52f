package org.ldm4j.image;

import java.util.function.DoubleUnaryOperator;

/**
 * Scaling as Pillow's {@code Image.resize} does it, bit for bit: the filter is widened when shrinking (so nothing
 * aliases), rows come before columns, and 8-bit pictures go through fixed-point arithmetic with 8 bits in between. With
 * transparency colours are weighted by it.
 */
public enum Resize {
    /** The source pixel under the middle of the target pixel. */
    NEAREST(0, x -> 0),
    BOX(0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
    BILINEAR(1, x -> Math.max(0, 1 - Math.abs(x))),
    HAMMING(1, Resize::hamming),
    /** Keys' cubic with a = -1/2. */
    BICUBIC(2, Resize::cubic),
    LANCZOS(3, Resize::lanczos);

    private static final long MAX_PIXELS = 1L << 28;

    private final double support;
    private final DoubleUnaryOperator weight;

    Resize(double support, DoubleUnaryOperator weight) {
        this.support = support;
        this.weight = weight;
    }

    double support() {
        return support;
    }

    /** The filter's value at distance {@code x} from its middle. */
    double weight(double x) {
        return weight.applyAsDouble(x);
    }

    private static double hamming(double distance) {
        double x = Math.abs(distance);
        if (x == 0) {
            return 1;
        }
        // the constants are single-precision in the reference
        return x >= 1 ? 0 : sinc(x) * (0.54f + 0.46f * Math.cos(x * Math.PI));
    }

    private static double cubic(double distance) {
        double a = -0.5, x = Math.abs(distance);
        if (x < 1) {
            return ((a + 2) * x - (a + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
    }

    private static double lanczos(double x) {
        return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    Bitmap apply(Bitmap source, int width, int height) {
        requireSize(width, height);
        if (width == source.width() && height == source.height()) {
            return source;
        }
        if (this == NEAREST) {
            return nearest(source, width, height);
        }
        if (source.channels() == Bitmap.RGBA) {
            return Premultiplied.undo(filtered(Premultiplied.of(source), width, height));
        }
        return filtered(source, width, height);
    }

    private static void requireSize(int width, int height) {
        if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
            throw new IllegalArgumentException(
                    "size (" + width + "x" + height + ") must be at least 1x1 and at most " + MAX_PIXELS + " pixels");
        }
    }

    private static Bitmap nearest(Bitmap source, int width, int height) {
        int[] columns = nearest(source.width(), width), rows = nearest(source.height(), height);
        int channels = source.channels();
        byte[] values = new byte[width * height * channels];
        for (int y = 0, to = 0; y < height; y++) {
            for (int x = 0; x < width; x++, to += channels) {
                int from = (rows[y] * source.width() + columns[x]) * channels;
                System.arraycopy(source.values(), from, values, to, channels);
            }
        }
        return new Bitmap(width, height, channels, values);
    }

    /** The source index of each target index; the position is summed up, since the reference rounds so too. */
    private static int[] nearest(int from, int to) {
        int[] indices = new int[to];
        double step = (double) from / to, position = step * 0.5;
        for (int i = 0; i < to; i++) {
            indices[i] = Math.min((int) position, from - 1);
            position += step;
        }
        return indices;
    }

    private Bitmap filtered(Bitmap source, int width, int height) {
        Bitmap rows = source;
        if (width != source.width()) {
            rows = new Taps(this, source.width(), width).acrossRows(source);
        }
        return height == source.height() ? rows : new Taps(this, source.height(), height).downColumns(rows);
    }

    /** The same in floats, for one channel of {@code height * width} values in row-major order (Pillow's mode F). */
    public float[] apply(float[] values, int width, int height, int newWidth, int newHeight) {
        requireSize(newWidth, newHeight);
        if (values.length != width * height) {
            throw new IllegalArgumentException("values (" + values.length + ") must fill " + width + "x" + height);
        }
        if (this == NEAREST) {
            return nearest(values, width, height, newWidth, newHeight);
        }
        float[] rows = width == newWidth ? values : new Taps(this, width, newWidth).acrossRows(values, height);
        return height == newHeight ? rows : new Taps(this, height, newHeight).downColumns(rows, newWidth);
    }

    private static float[] nearest(float[] values, int width, int height, int newWidth, int newHeight) {
        int[] columns = nearest(width, newWidth), rows = nearest(height, newHeight);
        float[] result = new float[newWidth * newHeight];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[rows[i / newWidth] * width + columns[i % newWidth]];
        }
        return result;
    }
}
