package org.ldm4j.diffusion;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * The distribution of x_{t-1} given x_t and x_0 (Ho et al. 2020, equation 7), and the buffers that CompVis' checkpoints
 * carry.
 *
 * @param schedule the forward process
 * @param upperShare {@code v_posterior}: how much of the variance is beta, the upper bound, instead of the posterior's own
 */
public record Posterior(NoiseSchedule schedule, double upperShare) {
    private static final double SMALLEST_VARIANCE = 1e-20;

    /** abar_{t-1}; 1 before the first step. */
    private double alphaCumprodBefore(int t) {
        return t == 0 ? 1 : schedule.alphaCumprod(t - 1);
    }

    /** The variance of x_{t-1}. */
    public double variance(int t) {
        double own = schedule.beta(t) * (1 - alphaCumprodBefore(t)) / (1 - schedule.alphaCumprod(t));
        return (1 - upperShare) * own + upperShare * schedule.beta(t);
    }

    /** Its logarithm, kept finite at t = 0 where the variance is 0. */
    public double logVariance(int t) {
        return Math.log(Math.max(variance(t), SMALLEST_VARIANCE));
    }

    /** The factor of x_0 in the mean. */
    public double meanFromX0(int t) {
        return schedule.beta(t) * Math.sqrt(alphaCumprodBefore(t)) / (1 - schedule.alphaCumprod(t));
    }

    /** The factor of x_t in the mean. */
    public double meanFromX(int t) {
        return (1 - alphaCumprodBefore(t)) * Math.sqrt(1 - schedule.beta(t)) / (1 - schedule.alphaCumprod(t));
    }

    /**
     * The weight of a timestep's squared error in the variational lower bound, as the reference has it: its formula for x0
     * says 2 - abar (trap 55), and the first weight is the second's.
     */
    public double lowerBoundWeight(Prediction prediction, int t) {
        int step = Math.max(t, 1);
        double abar = schedule.alphaCumprod(step), beta = schedule.beta(step);
        return switch (prediction) {
            case EPS -> beta * beta / (2 * variance(step) * (1 - beta) * (1 - abar));
            case X0 -> 0.5 * Math.sqrt(abar) / (2 - abar);
            case V -> 1;
        };
    }

    /** The float32 buffers that {@code register_schedule} leaves in a checkpoint, by their names there. */
    public Map<String, float[]> buffers() {
        Map<String, float[]> buffers = new LinkedHashMap<>();
        buffers.put("betas", floats(schedule::beta));
        buffers.put("alphas_cumprod", floats(schedule::alphaCumprod));
        buffers.put("alphas_cumprod_prev", floats(this::alphaCumprodBefore));
        buffers.put("sqrt_alphas_cumprod", floats(schedule::alpha));
        buffers.put("sqrt_one_minus_alphas_cumprod", floats(schedule::sigma));
        buffers.put("log_one_minus_alphas_cumprod", floats(t -> Math.log(1 - schedule.alphaCumprod(t))));
        buffers.put("sqrt_recip_alphas_cumprod", floats(t -> 1 / schedule.alpha(t)));
        buffers.put("sqrt_recipm1_alphas_cumprod", floats(t -> Math.sqrt(1 / schedule.alphaCumprod(t) - 1)));
        buffers.put("posterior_variance", floats(this::variance));
        buffers.put("posterior_log_variance_clipped", floats(this::logVariance));
        buffers.put("posterior_mean_coef1", floats(this::meanFromX0));
        buffers.put("posterior_mean_coef2", floats(this::meanFromX));
        return buffers;
    }

    /** The values of all timesteps, rounded. */
    public float[] floats(IntToDoubleFunction value) {
        float[] values = new float[schedule.length()];
        for (int t = 0; t < values.length; t++) {
            values[t] = (float) value.applyAsDouble(t);
        }
        return values;
    }
}
