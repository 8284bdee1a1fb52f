package org.ldm4j.data.degradation;

/** Kernels to blur with, square, of sum 1 (Zhang et al. 2021, "Designing a practical degradation model"). */
final class BlurKernels {
    private BlurKernels() {}

    /**
     * A Gaussian that is wider in one direction than across it.
     *
     * @param angle of the direction
     * @param l1 variance along it
     * @param l2 variance across
     */
    static double[][] anisotropic(int size, double angle, double l1, double l2) {
        double cos = Math.cos(angle), sin = Math.sin(angle), middle = size / 2.0 - 0.5;
        double[][] kernel = new double[size][size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double along = (x - middle) * cos + (y - middle) * sin,
                        across = (x - middle) * sin - (y - middle) * cos;
                kernel[y][x] = Math.exp(-(along * along / l1 + across * across / l2) / 2);
            }
        }
        return normalised(kernel);
    }

    /** MATLAB's {@code fspecial('gaussian')}. */
    static double[][] gaussian(int size, double sigma) {
        double middle = (size - 1) / 2.0, max = 0;
        double[][] kernel = new double[size][size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double square = (x - middle) * (x - middle) + (y - middle) * (y - middle);
                kernel[y][x] = Math.exp(-square / (2 * sigma * sigma));
                max = Math.max(max, kernel[y][x]);
            }
        }
        for (double[] row : kernel) {
            for (int x = 0; x < size; x++) {
                row[x] = row[x] < Math.ulp(1.0) * max ? 0 : row[x];
            }
        }
        return normalised(kernel);
    }

    /** The kernel moved to the top left by {@code (factor - 1) / 2}, for taking every {@code factor}-th pixel after it. */
    static double[][] shifted(double[][] kernel, int factor) {
        int size = kernel.length;
        double shift = (factor - 1) * 0.5;
        double[][] shifted = new double[size][size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                shifted[y][x] = between(kernel, Math.min(size - 1, x + shift), Math.min(size - 1, y + shift));
            }
        }
        return normalised(shifted);
    }

    private static double between(double[][] kernel, double x, double y) {
        int left = (int) x, top = (int) y, right = Math.min(kernel.length - 1, left + 1);
        int bottom = Math.min(kernel.length - 1, top + 1);
        double u = x - left, v = y - top;
        return (1 - v) * ((1 - u) * kernel[top][left] + u * kernel[top][right])
                + v * ((1 - u) * kernel[bottom][left] + u * kernel[bottom][right]);
    }

    /** A kernel too narrow for its grid leaves the picture as it is. */
    private static double[][] normalised(double[][] kernel) {
        double sum = 0;
        for (double[] row : kernel) {
            for (double value : row) {
                sum += value;
            }
        }
        if (!(sum > 0)) {
            kernel[kernel.length / 2][kernel.length / 2] = sum = 1;
        }
        for (double[] row : kernel) {
            for (int x = 0; x < row.length; x++) {
                row[x] /= sum;
            }
        }
        return kernel;
    }
}
