package org.ldm4j.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ldm4j.cli.Converters.Numbers;
import org.ldm4j.cli.Converters.PredictionChoice;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.SamplerName;
import org.ldm4j.sampling.SamplerRun;
import org.ldm4j.sampling.Scheduler;
import org.ldm4j.sampling.Spacing;
import org.ldm4j.task.SamplingOptions;
import picocli.CommandLine.Option;

/** The way from noise to a latent; what is not given stays as the model's own configuration has it. */
final class SamplerOptions {
    private static final int DEFAULT_STEPS = 25;

    @Option(
            names = {"--steps", "--num-inference-steps", "--num_inference_steps", "--ddim_steps"},
            paramLabel = "N",
            description = "Number of steps, default 25.")
    @Nullable
    Integer steps;

    @Option(
            names = {"--sampling-method", "--sampler"},
            paramLabel = "NAME",
            converter = Converters.OfSampler.class,
            description = "Sampler; 'ldm4j samplers' lists them. Default: the model's own.")
    @Nullable
    SamplerName method;

    @Option(
            names = {"--scheduler", "--schedule"},
            paramLabel = "NAME",
            converter = Converters.OfScheduler.class,
            description = "Noise levels: model, karras, exponential, beta, sgm_uniform, simple, ays.")
    @Nullable
    Scheduler scheduler;

    @Option(
            names = {"--spacing", "--timestep-spacing"},
            paramLabel = "NAME",
            converter = Converters.OfSpacing.class,
            description = "Timesteps: leading, linspace, trailing; or CompVis' uniform, quad.")
    @Nullable
    Spacing spacing;

    @Option(
            names = {"--eta", "--ddim_eta"},
            paramLabel = "X",
            description = "Share of fresh noise in ddim and tcd, 0 to 1.")
    @Nullable
    Double eta;

    @Option(
            names = "--sigmas",
            paramLabel = "X,X,…",
            converter = Converters.OfNumbers.class,
            description = "Explicit falling noise levels, the one after the last step included, in place of --steps.")
    Numbers sigmas = Numbers.NONE;

    @Option(
            names = "--timesteps",
            paramLabel = "N,N,…",
            converter = Converters.OfNumbers.class,
            description = "Explicit falling timesteps in place of --steps.")
    Numbers timesteps = Numbers.NONE;

    @Option(
            names = "--prediction",
            paramLabel = "auto|eps|v|x0",
            converter = Converters.OfPrediction.class,
            description = "What the network predicts, if the model's configuration is wrong about it.")
    PredictionChoice prediction = PredictionChoice.AUTO;

    @Option(names = "--zero-terminal-snr", description = "Bend the schedule so that it begins with pure noise.")
    @Nullable
    Boolean zeroTerminalSnr;

    void fill(Recipe recipe) {
        if (steps == null && sigmas.values().isEmpty() && timesteps.values().isEmpty()) {
            sigmas = recipe.numbers(Setting.SIGMAS, "--sigmas");
            timesteps = recipe.numbers(Setting.TIMESTEPS, "--timesteps");
            boolean explicit = !sigmas.values().isEmpty() || !timesteps.values().isEmpty();
            steps = explicit ? null : recipe.required(Setting.STEPS, "--steps", Integer::valueOf);
        }
        RecipeSampler repeated = RecipeSampler.of(recipe, method);
        method = repeated.sampler();
        scheduler = scheduler != null ? scheduler : repeated.scheduler();
        spacing = spacing != null ? spacing : repeated.spacing();
        eta = eta != null ? eta : recipe.eta();
        PredictionChoice chosen =
                recipe.value(Setting.PREDICTION, "--prediction", text -> new Converters.OfPrediction().convert(text));
        prediction = prediction != PredictionChoice.AUTO || chosen == null ? prediction : chosen;
        zeroTerminalSnr = zeroTerminalSnr != null
                ? zeroTerminalSnr
                : recipe.value(Setting.ZERO_TERMINAL_SNR, "--zero-terminal-snr", Boolean::valueOf);
    }

    /** The options as requests take them. */
    SamplingOptions sampling() {
        if (steps != null && (!sigmas.values().isEmpty() || !timesteps.values().isEmpty())) {
            throw CommandException.usage("--steps", "it alone or --sigmas or --timesteps", "both");
        }
        SamplingOptions options = new SamplingOptions(
                steps == null ? DEFAULT_STEPS : steps,
                method == null ? null : method.sampler(),
                scheduler != null || method == null
                        ? scheduler
                        : method.scheduler().orElse(null),
                spacing != null || method == null ? spacing : method.spacing().orElse(null),
                eta,
                timesteps.values(),
                sigmas.values(),
                prediction.prediction(),
                zeroTerminalSnr);
        together(options::plan);
        return options;
    }

    /** Starts the algorithm; options that do not go together are found here, before a network has worked. */
    static SamplerRun start(SamplingOptions options, SamplerConfig own) {
        return together(() -> options.applyTo(own).start(options.plan()));
    }

    private static <T> T together(Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException e) {
            String found = String.valueOf(e.getMessage());
            throw CommandException.usage("sampler options", "ones that go together", found);
        }
    }
}
