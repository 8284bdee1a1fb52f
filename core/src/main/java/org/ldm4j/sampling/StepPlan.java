package org.ldm4j.sampling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which steps a call asks for: a number of them, or timesteps or sigmas of the caller's own. */
public final class StepPlan {
    private final int count;
    private final double @Nullable [] timesteps;
    private final double @Nullable [] sigmas;
    private final @Nullable Double eta;

    private StepPlan(int count, double @Nullable [] timesteps, double @Nullable [] sigmas, @Nullable Double eta) {
        if (count < 1) {
            throw new IllegalArgumentException("steps: expected at least 1, found " + count);
        }
        this.count = count;
        this.timesteps = timesteps;
        this.sigmas = sigmas;
        this.eta = eta;
    }

    /** So many steps, spaced as the configuration says. */
    public static StepPlan of(int steps) {
        return new StepPlan(steps, null, null, null);
    }

    /** These timesteps, falling. */
    public static StepPlan timesteps(double... timesteps) {
        requireFalling("timesteps", timesteps);
        return new StepPlan(timesteps.length, timesteps.clone(), null, null);
    }

    /** These noise levels, falling, the one after the last step included: n + 1 values for n steps, the last usually 0. */
    public static StepPlan sigmas(double... sigmas) {
        requireFalling("sigmas", sigmas);
        return new StepPlan(sigmas.length - 1, null, sigmas.clone(), null);
    }

    private static void requireFalling(String what, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] >= 0) || i > 0 && values[i] >= values[i - 1]) {
                throw new IllegalArgumentException(
                        what + ": expected falling numbers, none below 0, found " + Arrays.toString(values));
            }
        }
    }

    /**
     * The same steps with this share of fresh noise, 0 to 1. As in diffusers and stable-diffusion.cpp it is DDIM's and TCD's
     * alone; other samplers are as stochastic as they are.
     */
    public StepPlan withEta(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("eta: expected a number from 0 to 1, found " + share);
        }
        return new StepPlan(count, timesteps, sigmas, share);
    }

    public int count() {
        return count;
    }

    double @Nullable [] timesteps() {
        return timesteps;
    }

    double @Nullable [] sigmas() {
        return sigmas;
    }

    /** Whether the caller chose the levels himself. */
    boolean isExplicit() {
        return timesteps != null || sigmas != null;
    }

    /** The share of fresh noise, or what the algorithm takes when none is given. */
    double eta(double usual) {
        return eta == null ? usual : eta;
    }
}
