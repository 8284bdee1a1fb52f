package org.ldm4j.sampling;

import java.util.Arrays;
import org.ldm4j.diffusion.NoiseSchedule;

/** Noise over signal of every training timestep, rising, and the way back from a noise level to a timestep. */
final class SigmaTable {
    private static final double SMALLEST = 1e-10;

    private final double[] sigmas;
    private final double[] logs;
    private final double[] logAlphas;

    SigmaTable(NoiseSchedule schedule) {
        sigmas = new double[schedule.length()];
        Arrays.setAll(sigmas, t -> (float) Math.sqrt((1 - schedule.alphaCumprod(t)) / schedule.alphaCumprod(t)));
        logAlphas = Arrays.stream(sigmas)
                .map(sigma -> -Math.log1p(sigma * sigma) / 2)
                .toArray();
        logs = Arrays.stream(sigmas).map(sigma -> (float) Math.log(sigma)).toArray();
    }

    int length() {
        return sigmas.length;
    }

    double level(int t) {
        return sigmas[t];
    }

    double min() {
        return sigmas[0];
    }

    double max() {
        return sigmas[sigmas.length - 1];
    }

    /** Between two training timesteps, linear in sigma. */
    double sigma(double t) {
        return interpolated(sigmas, t);
    }

    /** Between two training timesteps, linear in the logarithm of sigma. */
    double logSigma(double t) {
        return Math.exp(interpolated(logs, t));
    }

    /** Between two training timesteps, linear in the logarithm of the signal, as CompVis' DPM-Solver has it. */
    double signalSigma(double t) {
        return Math.sqrt(Math.expm1(-2 * interpolated(logAlphas, t)));
    }

    private static double interpolated(double[] values, double t) {
        double inside = Math.min(Math.max(t, 0), values.length - 1.0);
        int below = Math.min((int) inside, values.length - 2);
        return values[below] + (inside - below) * (values[below + 1] - values[below]);
    }

    double[] sigmas(double[] timesteps) {
        return Arrays.stream(timesteps).map(this::sigma).toArray();
    }

    /** The timestep, with a fraction, whose noise is {@code sigma}; linear in the logarithm. */
    double timestep(double sigma) {
        double log = Math.log(Math.max(sigma, SMALLEST));
        int found = Arrays.binarySearch(logs, log);
        int below = Math.min(Math.max(found >= 0 ? found : -found - 2, 0), logs.length - 2);
        double share = (logs[below] - log) / (logs[below] - logs[below + 1]);
        return below + Math.min(Math.max(share, 0), 1);
    }

    double[] timesteps(double[] levels) {
        return Arrays.stream(levels).map(this::timestep).toArray();
    }
}
