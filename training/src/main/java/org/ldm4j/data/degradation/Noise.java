package org.ldm4j.data.degradation;

import java.util.random.RandomGenerator;

/** Gaussian noise on pictures: of each channel for itself, of the brightness, or of channels that go together. */
final class Noise {
    private Noise() {}

    /**
     * Adds noise of a drawn kind and level.
     *
     * @param least level in 255ths
     * @param most level in 255ths
     */
    static FloatImage added(FloatImage image, int least, int most, RandomGenerator random) {
        double level = (least + random.nextInt(most - least + 1)) / 255.0, kind = random.nextDouble();
        if (kind > 0.6) {
            return FloatImage.make(
                            image.width(), image.height(), i -> image.values()[i] + level * random.nextGaussian())
                    .clipped();
        }
        return kind < 0.4 ? grey(image, level, random) : correlated(image, most / 255.0, random);
    }

    private static FloatImage grey(FloatImage image, double level, RandomGenerator random) {
        float[] noisy = image.values().clone();
        for (int pixel = 0; pixel < noisy.length; pixel += FloatImage.CHANNELS) {
            double noise = level * random.nextGaussian();
            for (int c = 0; c < FloatImage.CHANNELS; c++) {
                noisy[pixel + c] += (float) noise;
            }
        }
        return new FloatImage(image.width(), image.height(), noisy).clipped();
    }

    /** Covariance L² |Uᵀ D U|, with D drawn and U an orthonormal basis of a drawn matrix. */
    private static FloatImage correlated(FloatImage image, double level, RandomGenerator random) {
        SymmetricMatrix covariance = covariance(level, random);
        float[] noisy = image.values().clone();
        for (int pixel = 0; pixel < noisy.length; pixel += FloatImage.CHANNELS) {
            double[] noise = covariance.sample(random);
            for (int c = 0; c < FloatImage.CHANNELS; c++) {
                noisy[pixel + c] += (float) noise[c];
            }
        }
        return new FloatImage(image.width(), image.height(), noisy).clipped();
    }

    private static SymmetricMatrix covariance(double level, RandomGenerator random) {
        int n = FloatImage.CHANNELS;
        double[] d = random.doubles(n).toArray();
        double[][] u = basis(random), covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    covariance[i][j] += u[k][i] * d[k] * u[k][j];
                }
                covariance[i][j] = Math.abs(covariance[i][j] * level * level);
            }
        }
        return SymmetricMatrix.of(covariance);
    }

    /** Columns: the left singular vectors of a matrix of uniform numbers, the eigenvectors of A Aᵀ. */
    private static double[][] basis(RandomGenerator random) {
        int n = FloatImage.CHANNELS;
        double[][] a = new double[n][], square = new double[n][n], columns = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = random.doubles(n).toArray();
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    square[i][j] += a[i][k] * a[j][k];
                }
            }
        }
        double[][] vectors = SymmetricMatrix.of(square).eigenvectors();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                columns[j][i] = vectors[i][j];
            }
        }
        return columns;
    }
}
