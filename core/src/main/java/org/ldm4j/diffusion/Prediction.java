package org.ldm4j.diffusion;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ldm4j.tensor.Tensor;

/** What the network's output means; the weights can't tell (trap 52). */
public enum Prediction {
    /** The noise (Ho et al. 2020): all models of the paper, Stable Diffusion 1 and 2-base. */
    EPS("epsilon") {
        @Override
        public Tensor target(Tensor x0, Tensor eps, Tensor t, NoiseSchedule schedule) {
            return eps;
        }

        @Override
        public Estimate estimate(Tensor x, Tensor output, double alpha, double sigma) {
            return new Estimate(x.minus(output.times(sigma)).dividedBy(alpha), output);
        }
    },
    /** The velocity {@code alpha eps - sigma x0} (Salimans and Ho 2022): Stable Diffusion 2 at 768, x4 upscaler. */
    V("v_prediction") {
        @Override
        public Tensor target(Tensor x0, Tensor eps, Tensor t, NoiseSchedule schedule) {
            return NoiseSchedule.mixed(schedule::alpha, eps, step -> -schedule.sigma(step), x0, t);
        }

        @Override
        public Estimate estimate(Tensor x, Tensor output, double alpha, double sigma) {
            Tensor x0 = x.times(alpha).minus(output.times(sigma));
            return new Estimate(x0, output.times(alpha).plus(x.times(sigma)));
        }
    },
    /** The clean latent itself. */
    X0("sample") {
        @Override
        public Tensor target(Tensor x0, Tensor eps, Tensor t, NoiseSchedule schedule) {
            return x0;
        }

        @Override
        public Estimate estimate(Tensor x, Tensor output, double alpha, double sigma) {
            return new Estimate(output, x.minus(output.times(alpha)).dividedBy(sigma));
        }
    };

    private final String diffusersName;

    Prediction(String diffusersName) {
        this.diffusersName = diffusersName;
    }

    /** What training compares the output with; x0 and eps [B, ...], t int64 [B]. */
    public abstract Tensor target(Tensor x0, Tensor eps, Tensor t, NoiseSchedule schedule);

    /** Reads the output of the network for {@code x = alpha x0 + sigma eps} as both of its parts. */
    public abstract Estimate estimate(Tensor x, Tensor output, double alpha, double sigma);

    /** What samplers call, from what the network is. */
    public Denoiser denoiser(Network network) {
        return (x, t, alpha, sigma) -> estimate(x, network.predict(x, t), alpha, sigma);
    }

    /** The value of {@code prediction_type} in diffusers' {@code scheduler_config.json}. */
    public String diffusersName() {
        return diffusersName;
    }

    /** By any name: {@code eps v x0} of the command line, diffusers' and CompVis' words. */
    public static Prediction named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "eps", "epsilon" -> EPS;
            case "v", "v_prediction", "v-prediction" -> V;
            case "x0", "sample", "original_sample" -> X0;
            default ->
                throw new IllegalArgumentException("prediction: expected one of "
                        + Arrays.stream(values()).map(Prediction::label).collect(Collectors.joining(", "))
                        + ", found " + name);
        };
    }

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
