package org.ldm4j.data.degradation;

/**
 * How a row of samples becomes a row of another length: for each new sample, which old ones count and how much.
 *
 * @param at for each new sample the places of the old ones
 * @param weights and their weights
 */
record Samples(int[][] at, double[][] weights) {
    /** Makes the samples of a row. */
    interface Rule {
        /** Fills in the places (which may lie outside) and weights of new sample {@code i}. */
        void fill(int i, int[] at, double[] weights);
    }

    /** Old samples outside the row are the one at its end. */
    static Samples repeating(int from, int to, int taps, Rule rule) {
        Samples samples = of(to, taps, rule);
        for (int[] places : samples.at) {
            for (int k = 0; k < taps; k++) {
                places[k] = Math.max(0, Math.min(from - 1, places[k]));
            }
        }
        return samples;
    }

    /** Old samples outside the row are those inside, mirrored at its end. */
    static Samples mirroring(int from, int to, int taps, Rule rule) {
        Samples samples = of(to, taps, rule);
        for (int[] places : samples.at) {
            for (int k = 0; k < taps; k++) {
                int around = Math.floorMod(places[k], 2 * from);
                places[k] = Math.min(around, 2 * from - 1 - around);
            }
        }
        return samples;
    }

    private static Samples of(int to, int taps, Rule rule) {
        Samples samples = new Samples(new int[to][taps], new double[to][taps]);
        for (int i = 0; i < to; i++) {
            rule.fill(i, samples.at[i], samples.weights[i]);
        }
        return samples;
    }

    int length() {
        return at.length;
    }

    /** New sample {@code i} of a row that begins at {@code start} and has {@code step} values between its samples. */
    double sample(int i, float[] values, int start, int step) {
        double sum = 0;
        for (int k = 0; k < at[i].length; k++) {
            sum += weights[i][k] * values[start + at[i][k] * step];
        }
        return sum;
    }
}
