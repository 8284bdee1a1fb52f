package org.ldm4j.data.degradation;

/**
 * Scaling as OpenCV's {@code resize} does it: but for {@link #AREA} the filter is not widened when shrinking, so that fine
 * patterns alias, which is what these degradations are for. On 8-bit pictures OpenCV rounds in between; here all is float.
 */
enum CvResize {
    NEAREST {
        @Override
        Samples samples(int from, int to, boolean shrinking) {
            return Samples.repeating(from, to, 1, (i, at, weights) -> {
                at[0] = (int) Math.floor(i * ((double) from / to));
                weights[0] = 1;
            });
        }
    },
    BILINEAR {
        @Override
        Samples samples(int from, int to, boolean shrinking) {
            return interpolated(from, to, 2, (x, weights) -> {
                weights[0] = 1 - x;
                weights[1] = x;
            });
        }
    },
    /** Keys' cubic with a = -3/4. */
    BICUBIC {
        @Override
        Samples samples(int from, int to, boolean shrinking) {
            return interpolated(from, to, 4, (x, weights) -> {
                double a = -0.75;
                weights[0] = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a;
                weights[1] = ((a + 2) * x - (a + 3)) * x * x + 1;
                weights[2] = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1;
                weights[3] = 1 - weights[0] - weights[1] - weights[2];
            });
        }
    },
    /** The mean of what a new pixel covers; a kind of bilinear filter when enlarging. */
    AREA {
        @Override
        Samples samples(int from, int to, boolean shrinking) {
            return shrinking ? covered(from, to) : enlarged(from, to);
        }
    },
    LANCZOS {
        @Override
        Samples samples(int from, int to, boolean shrinking) {
            return interpolated(from, to, 8, CvResize::lanczos);
        }
    };

    /** Weights of the samples around a place that lies {@code x} behind the left one of the two in the middle. */
    private interface Filter {
        void fill(double x, double[] weights);
    }

    /** How a side of {@code from} pixels becomes {@code to}; {@code shrinking} tells that no side gets longer. */
    abstract Samples samples(int from, int to, boolean shrinking);

    FloatImage apply(FloatImage image, int width, int height) {
        boolean shrinking = width <= image.width() && height <= image.height();
        return image.resampled(samples(image.width(), width, shrinking), samples(image.height(), height, shrinking));
    }

    private static Samples interpolated(int from, int to, int taps, Filter filter) {
        double scale = (double) from / to;
        return Samples.repeating(from, to, taps, (i, at, weights) -> {
            double place = (i + 0.5) * scale - 0.5;
            int left = (int) Math.floor(place);
            filter.fill(place - left, weights);
            for (int k = 0; k < taps; k++) {
                at[k] = left - taps / 2 + 1 + k;
            }
        });
    }

    private static void lanczos(double x, double[] weights) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            double distance = (x + 3 - k) * Math.PI;
            weights[k] = Math.abs(distance) < 1e-9
                    ? 1
                    : 4 * Math.sin(distance) * Math.sin(distance / 4) / (distance * distance);
            sum += weights[k];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
    }

    private static Samples covered(int from, int to) {
        double scale = (double) from / to;
        int taps = (int) Math.ceil(scale) + 1;
        return Samples.repeating(from, to, taps, (i, at, weights) -> {
            double start = i * scale, end = Math.min(from, start + scale);
            for (int k = 0; k < taps; k++) {
                at[k] = (int) Math.floor(start) + k;
                double covered = Math.min(end, at[k] + 1.0) - Math.max(start, at[k]);
                weights[k] = Math.max(0, covered) / (end - start);
            }
        });
    }

    private static Samples enlarged(int from, int to) {
        double scale = (double) from / to;
        return Samples.repeating(from, to, 2, (i, at, weights) -> {
            int left = (int) Math.floor(i * scale);
            double x = i + 1 - (left + 1) / scale;
            x = x <= 0 ? 0 : x - Math.floor(x);
            at[0] = left;
            at[1] = left + 1;
            weights[0] = 1 - x;
            weights[1] = x;
        });
    }
}
