package org.ldm4j.data.degradation;

import java.util.random.RandomGenerator;

/** Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations. */
record SymmetricMatrix(double[] eigenvalues, double[][] eigenvectors) {
    private static final int SWEEPS = 30;

    /** {@code vectors[i]} belongs to {@code values[i]}. */
    static SymmetricMatrix of(double[][] matrix) {
        int n = matrix.length;
        double[][] a = new double[n][], v = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i] = matrix[i].clone();
            v[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(a, v, p, q);
                }
            }
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = a[i][i];
        }
        return new SymmetricMatrix(values, v);
    }

    private static void rotate(double[][] a, double[][] v, int p, int q) {
        if (Math.abs(a[p][q]) < 1e-300) {
            return;
        }
        double angle = 0.5 * Math.atan2(2 * a[p][q], a[q][q] - a[p][p]);
        double c = Math.cos(angle), s = Math.sin(angle);
        for (int k = 0; k < a.length; k++) {
            double kp = a[k][p], kq = a[k][q];
            a[k][p] = c * kp - s * kq;
            a[k][q] = s * kp + c * kq;
        }
        for (int k = 0; k < a.length; k++) {
            double pk = a[p][k], qk = a[q][k];
            a[p][k] = c * pk - s * qk;
            a[q][k] = s * pk + c * qk;
            double vp = v[p][k], vq = v[q][k];
            v[p][k] = c * vp - s * vq;
            v[q][k] = s * vp + c * vq;
        }
    }

    /** A vector of normal numbers with this matrix as covariance; negative eigenvalues count as positive. */
    double[] sample(RandomGenerator random) {
        double[] sample = new double[eigenvalues.length];
        for (int i = 0; i < sample.length; i++) {
            double z = random.nextGaussian() * Math.sqrt(Math.abs(eigenvalues[i]));
            for (int k = 0; k < sample.length; k++) {
                sample[k] += z * eigenvectors[i][k];
            }
        }
        return sample;
    }
}
