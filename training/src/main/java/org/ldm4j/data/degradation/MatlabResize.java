package org.ldm4j.data.degradation;

/** MATLAB's {@code imresize} with the bicubic filter, which is widened when shrinking; borders are mirrored. */
final class MatlabResize {
    /** Two for Keys' cubic on either side. */
    private static final int WIDTH = 4;

    private MatlabResize() {}

    /** The picture in {@code 1 / factor} of its size, rounded up. */
    static FloatImage shrunk(FloatImage image, int factor) {
        return image.resampled(samples(image.width(), factor), samples(image.height(), factor));
    }

    private static Samples samples(int from, int factor) {
        int to = (from + factor - 1) / factor, taps = WIDTH * factor + 2;
        return Samples.mirroring(from, to, taps, (i, at, weights) -> {
            double middle = (i + 0.5) * factor - 0.5, sum = 0;
            int left = (int) Math.floor(middle - WIDTH * factor / 2.0);
            for (int k = 0; k < taps; k++) {
                at[k] = left + k;
                weights[k] = cubic((middle - at[k]) / factor);
                sum += weights[k];
            }
            for (int k = 0; k < taps; k++) {
                weights[k] /= sum;
            }
        });
    }

    private static double cubic(double distance) {
        double x = Math.abs(distance);
        if (x <= 1) {
            return (1.5 * x - 2.5) * x * x + 1;
        }
        return x <= 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    }
}
