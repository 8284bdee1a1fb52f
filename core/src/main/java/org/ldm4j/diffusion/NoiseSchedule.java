package org.ldm4j.diffusion;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.ldm4j.tensor.Tensor;

/**
 * The noise of each training timestep and the forward process (section 3.2; Ho et al. 2020, equation 4): immutable,
 * computed in double and given to tensors as float32 (trap 47).
 */
public final class NoiseSchedule {
    private final double[] betas;
    private final double[] alphasCumprod;

    private NoiseSchedule(double[] betas, double[] alphasCumprod) {
        this.betas = betas;
        this.alphasCumprod = alphasCumprod;
    }

    /** From the betas of each step, multiplied in double as CompVis does. */
    public static NoiseSchedule ofBetas(double... betas) {
        requireSound(betas);
        return new NoiseSchedule(betas.clone(), cumulative(betas.length, i -> 1 - betas[i]));
    }

    /** The paper's schedule between two betas: {@link BetaSchedule#SCALED_LINEAR} over 1000 steps. */
    public static NoiseSchedule scaledLinear(double start, double end) {
        return ofBetas(BetaSchedule.SCALED_LINEAR.betas(1000, start, end));
    }

    /** As diffusers computes it: betas and 1 - beta are rounded to float32, their product is taken in double. */
    public static NoiseSchedule ofFloatBetas(double... betas) {
        requireSound(betas);
        double[] rounded = rounded(betas);
        return new NoiseSchedule(rounded, rounded(cumulative(betas.length, i -> 1f - (float) rounded[i])));
    }

    private static void requireSound(double[] betas) {
        for (int i = 0; i < betas.length; i++) {
            if (!(betas[i] >= 0 && betas[i] <= 1)) {
                throw new IllegalArgumentException(
                        "betas: expected numbers from 0 to 1, found " + betas[i] + " at step " + i);
            }
        }
        if (betas.length == 0) {
            throw new IllegalArgumentException("betas: expected one for each training step, found none");
        }
    }

    private static double[] cumulative(int length, IntToDoubleFunction factor) {
        double[] products = new double[length];
        double product = 1;
        for (int i = 0; i < length; i++) {
            product *= factor.applyAsDouble(i);
            products[i] = product;
        }
        return products;
    }

    private static double[] rounded(double[] values) {
        return Arrays.stream(values).map(value -> (float) value).toArray();
    }

    /**
     * The same curve bent so that the last step holds no signal (Lin et al. 2023, algorithm 1); in float32, as diffusers.
     */
    public NoiseSchedule withZeroTerminalSnr() {
        int last = length() - 1;
        float first = (float) Math.sqrt(alphasCumprod[0]);
        float terminal = (float) Math.sqrt(alphasCumprod[last]);
        double[] abar = new double[length()];
        Arrays.setAll(abar, i -> {
            float alpha = ((float) Math.sqrt(alphasCumprod[i]) - terminal) * (first / (first - terminal));
            return alpha * alpha;
        });
        double[] bent = new double[length()];
        Arrays.setAll(bent, i -> 1f - (i == 0 ? (float) abar[0] : (float) abar[i] / (float) abar[i - 1]));
        return ofFloatBetas(bent);
    }

    /** The same schedule with another product at the last step, where a sampler can't divide by zero. */
    public NoiseSchedule withLastAlphaCumprod(double abar) {
        double[] changed = alphasCumprod.clone();
        changed[changed.length - 1] = abar;
        return new NoiseSchedule(betas, changed);
    }

    /** Number of training timesteps. */
    public int length() {
        return betas.length;
    }

    public double beta(int t) {
        return betas[t];
    }

    /** abar_t. */
    public double alphaCumprod(int t) {
        return alphasCumprod[t];
    }

    /** sqrt(abar_t): the share of the clean latent in x_t. */
    public double alpha(int t) {
        return Math.sqrt(alphasCumprod[t]);
    }

    /** sqrt(1 - abar_t): the share of noise in x_t. */
    public double sigma(int t) {
        return Math.sqrt(1 - alphasCumprod[t]);
    }

    /** abar_t / (1 - abar_t). */
    public double snr(int t) {
        return alphasCumprod[t] / (1 - alphasCumprod[t]);
    }

    public double[] betas() {
        return betas.clone();
    }

    public double[] alphasCumprod() {
        return alphasCumprod.clone();
    }

    /** q_sample: {@code alpha x0 + sigma eps} with a timestep for each picture; x0 and eps [B, ...], t int64 [B]. */
    public Tensor noised(Tensor x0, Tensor eps, Tensor t) {
        return mixed(this::alpha, x0, this::sigma, eps, t);
    }

    /** The same timestep for all pictures. */
    public Tensor noised(Tensor x0, Tensor eps, int t) {
        return x0.times(alpha(t)).plus(eps.times(sigma(t)));
    }

    /** f(t) a + g(t) b, the factors broadcast over all but the first dimension. */
    static Tensor mixed(IntToDoubleFunction f, Tensor a, IntToDoubleFunction g, Tensor b, Tensor t) {
        long[] steps = t.toLongs();
        return a.times(factors(f, steps, a.rank())).plus(b.times(factors(g, steps, b.rank())));
    }

    /** The values of {@code f} at the timesteps as float32 [B, 1, 1, ...]. */
    static Tensor factors(IntToDoubleFunction f, long[] steps, int rank) {
        float[] values = new float[steps.length];
        for (int i = 0; i < steps.length; i++) {
            values[i] = (float) f.applyAsDouble(Math.toIntExact(steps[i]));
        }
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[0] = steps.length;
        return Tensor.of(values, shape);
    }
}
