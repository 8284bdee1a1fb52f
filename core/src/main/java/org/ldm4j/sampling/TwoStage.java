package org.ldm4j.sampling;

import java.util.Arrays;

/** How diffusers lists levels for methods with two evaluations a step: all but the first, or the ends, occur twice. */
final class TwoStage {
    private TwoStage() {}

    /** a, b, b, c, c, ...; with {@code endOnce} the last value occurs once. */
    static double[] doubled(double[] values, boolean endOnce) {
        double[] result = new double[2 * values.length - (endOnce ? 2 : 1)];
        Arrays.setAll(result, i -> values[(i + 1) / 2]);
        return result;
    }

    /** The first value, then for each further one what stands between and itself. */
    static double[] interleaved(double[] values, double[] between) {
        double[] result = doubled(values, false);
        for (int i = 1; i < result.length; i += 2) {
            result[i] = between[i / 2];
        }
        return result;
    }
}
