package org.ldm4j.image;

/** Which source values, with which weights, make each value of a line that is scaled from one length to another. */
final class Taps {
    /** Bits after the point of the 8-bit path: 32 less 8 for the value and 2 for weights outside 0 to 1. */
    private static final int FRACTION_BITS = 32 - 8 - 2;

    private final int from;
    private final int to;
    /** First source index of each target. */
    private final int[] starts;

    private final double[][] weights;

    Taps(Resize filter, int from, int to) {
        this(filter, from, 0, from, to);
    }

    /** Scales only the part of {@code extent} values from {@code offset} on; the filter may reach beyond it. */
    Taps(Resize filter, int from, int offset, int extent, int to) {
        this.from = from;
        this.to = to;
        starts = new int[to];
        weights = new double[to][];
        double scale = (double) extent / to, widening = Math.max(scale, 1);
        double support = filter.support() * widening;
        for (int i = 0; i < to; i++) {
            double center = offset + (i + 0.5) * scale;
            starts[i] = Math.max(0, (int) (center - support + 0.5));
            int end = Math.min(from, (int) (center + support + 0.5));
            weights[i] = weights(filter, end - starts[i], starts[i] - center + 0.5, 1 / widening);
        }
    }

    private static double[] weights(Resize filter, int count, double offset, double perUnit) {
        double[] weights = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = filter.weight((i + offset) * perUnit);
            sum += weights[i];
        }
        for (int i = 0; i < count && sum != 0; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    Bitmap acrossRows(Bitmap source) {
        byte[] result = new byte[to * source.height() * source.channels()];
        scale(source.values(), result, source.height(), source.channels());
        return new Bitmap(to, source.height(), source.channels(), result);
    }

    Bitmap downColumns(Bitmap source) {
        int line = source.width() * source.channels();
        byte[] result = new byte[to * line];
        scale(source.values(), result, 1, line);
        return new Bitmap(source.width(), to, source.channels(), result);
    }

    /** Scales {@code lines} lines, each of {@code from} groups of {@code stride} values that are scaled side by side. */
    private void scale(byte[] source, byte[] result, int lines, int stride) {
        for (int i = 0; i < to; i++) {
            int[] fixed = fixed(weights[i]);
            for (int line = 0; line < lines; line++) {
                int first = (line * from + starts[i]) * stride, target = (line * to + i) * stride;
                for (int c = 0; c < stride; c++) {
                    int sum = 1 << FRACTION_BITS - 1;
                    for (int k = 0, at = first + c; k < fixed.length; k++, at += stride) {
                        sum += (source[at] & 0xFF) * fixed[k];
                    }
                    result[target + c] = (byte) Math.max(0, Math.min(255, sum >> FRACTION_BITS));
                }
            }
        }
    }

    private static int[] fixed(double[] weights) {
        int[] fixed = new int[weights.length];
        for (int i = 0; i < fixed.length; i++) {
            double scaled = weights[i] * (1 << FRACTION_BITS);
            fixed[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return fixed;
    }

    float[] acrossRows(float[] source, int lines) {
        return scale(source, lines, 1);
    }

    float[] downColumns(float[] source, int line) {
        return scale(source, 1, line);
    }

    private float[] scale(float[] source, int lines, int stride) {
        float[] result = new float[lines * to * stride];
        for (int i = 0; i < to; i++) {
            for (int line = 0; line < lines; line++) {
                int first = (line * from + starts[i]) * stride, target = (line * to + i) * stride;
                for (int c = 0; c < stride; c++) {
                    double sum = 0;
                    for (int k = 0, at = first + c; k < weights[i].length; k++, at += stride) {
                        sum += source[at] * weights[i][k];
                    }
                    result[target + c] = (float) sum;
                }
            }
        }
        return result;
    }
}
