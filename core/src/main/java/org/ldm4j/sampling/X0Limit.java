package org.ldm4j.sampling;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Keeps the estimated clean picture in range, for models of pixels; latents have no range, and clipping ruins them (trap
 * 54).
 */
final class X0Limit {
    private X0Limit() {}

    /**
     * The denoiser with the limit that the configuration asks for. The noise stays as the network said it unless
     * {@code use_clipped_model_output} is set.
     *
     * @param usual the default of {@code clip_sample}
     */
    static Denoiser limited(SamplerConfig config, boolean usual, Denoiser denoiser) {
        if (!config.flag("thresholding", false) && !config.flag("clip_sample", usual)) {
            return denoiser;
        }
        UnaryOperator<Tensor> limit = limit(config);
        return config.flag("use_clipped_model_output", false) ? consistent(denoiser, limit) : denoiser.withX0(limit);
    }

    /** The denoiser of a solver, which knows dynamic thresholding alone and derives the noise from the limited x0. */
    static Denoiser thresholded(SamplerConfig config, Denoiser denoiser) {
        return config.flag("thresholding", false) ? consistent(denoiser, limit(config)) : denoiser;
    }

    private static Denoiser consistent(Denoiser denoiser, UnaryOperator<Tensor> limit) {
        return (x, t, alpha, sigma) -> Prediction.X0.estimate(
                x, limit.apply(denoiser.estimate(x, t, alpha, sigma).x0()), alpha, sigma);
    }

    private static UnaryOperator<Tensor> limit(SamplerConfig config) {
        if (config.flag("thresholding", false)) {
            double ratio = config.number("dynamic_thresholding_ratio", 0.995), most = config.number("sample_max_value", 1);
            return x0 -> dynamic(x0, ratio, most);
        }
        double range = config.number("clip_sample_range", 1);
        return x0 -> x0.clamp(-range, range);
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
