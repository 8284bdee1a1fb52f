package org.ldm4j.sampling;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Keeps the estimated clean picture in range, for models of pixels; latents have no range, and clipping ruins them (trap
 * 54).
 */
final class X0Limit {
    private final @Nullable UnaryOperator<Tensor> limit;
    private final boolean derivesNoise;

    private X0Limit(@Nullable UnaryOperator<Tensor> limit, boolean derivesNoise) {
        this.limit = limit;
        this.derivesNoise = derivesNoise;
    }

    /**
     * Clipping or dynamic thresholding, as the configuration asks for. The noise stays as the network said it unless
     * {@code use_clipped_model_output} is set.
     *
     * @param usual the default of {@code clip_sample}
     */
    static X0Limit of(SamplerConfig config, boolean usual) {
        double range = config.number("clip_sample_range", 1);
        UnaryOperator<Tensor> clip = config.flag("clip_sample", usual) ? x0 -> x0.clamp(-range, range) : null;
        UnaryOperator<Tensor> dynamic = thresholding(config);
        return new X0Limit(dynamic == null ? clip : dynamic, config.flag("use_clipped_model_output", false));
    }

    /** The limit of a solver, which knows dynamic thresholding alone and derives the noise from the limited x0. */
    static X0Limit ofSolver(SamplerConfig config) {
        return new X0Limit(thresholding(config), true);
    }

    private static @Nullable UnaryOperator<Tensor> thresholding(SamplerConfig config) {
        double ratio = config.number("dynamic_thresholding_ratio", 0.995), most = config.number("sample_max_value", 1);
        return config.flag("thresholding", false) ? x0 -> dynamic(x0, ratio, most) : null;
    }

    /** A denoiser within this limit. */
    Denoiser over(Denoiser denoiser) {
        UnaryOperator<Tensor> change = limit;
        if (change == null) {
            return denoiser;
        }
        return derivesNoise
                ? (x, t, alpha, sigma) -> Prediction.X0.estimate(
                        x, change.apply(denoiser.estimate(x, t, alpha, sigma).x0()), alpha, sigma)
                : denoiser.withX0(change);
    }

    /** Dynamic thresholding (Saharia et al. 2022, section 2.3): each picture is clipped at a quantile and divided by it. */
    private static Tensor dynamic(Tensor x0, double ratio, double most) {
        return Scope.result(() -> {
            Tensor[] pictures = new Tensor[(int) x0.size(0)];
            Arrays.setAll(pictures, i -> {
                Tensor picture = x0.narrow(0, i, 1);
                double s = Math.min(Math.max(quantile(picture.abs().toFloats(), ratio), 1), most);
                return picture.clamp(-s, s).dividedBy(s);
            });
            return Tensor.cat(0, pictures);
        });
    }

    private static double quantile(float[] values, double ratio) {
        Arrays.sort(values);
        double place = ratio * (values.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, values.length - 1);
        return values[below] + (place - below) * (values[above] - values[below]);
    }
}
