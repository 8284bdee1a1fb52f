package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ldm4j.data.PictureSet;
import org.ldm4j.tensor.Scope;

/**
 * Starts training runs: the first stage, then the latent diffusion model on it.
 *
 * @param data folder with pictures and {@code metadata.jsonl}
 * @param output folder of the run
 * @param config the run's YAML, or null for the defaults
 * @param overrides {@code key=value} over the YAML
 * @param resume whether to go on from the newest checkpoint
 */
public record Training(Path data, Path output, @Nullable Path config, List<String> overrides, boolean resume) {
    public Training {
        overrides = List.copyOf(overrides);
    }

    /** What can be trained. */
    public enum Part {
        /** The first stage: pictures to latents and back. */
        AUTOENCODER,
        /** The denoiser and what makes its conditions, on a first stage's latents. */
        LDM,
        /** Towers of pictures and texts that meet in one space. */
        CLIP;

        /** The name in commands. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The part with this name, if there is one. */
        public static Optional<Part> of(String word) {
            return Arrays.stream(values())
                    .filter(part -> part.word().equals(word))
                    .findFirst();
        }
    }

    /** A run that is about to begin: everything is read and checked, no network is made. */
    private record Plan(Object config, Settings settings, Function<TensorCache, Trainer> trainer) {}

    /** Trains a first stage; returns the last step. */
    public long autoencoder(Progress progress) throws IOException {
        return train(Part.AUTOENCODER, progress);
    }

    /** Trains a denoiser with its text encoder; returns the last step. */
    public long latentDiffusion(Progress progress) throws IOException {
        return train(Part.LDM, progress);
    }

    /** Trains a CLIP model; returns the last step. */
    public long clip(Progress progress) throws IOException {
        return train(Part.CLIP, progress);
    }

    /** Trains {@code part} to the end, or until it is stopped; returns the last step. */
    public long train(Part part, Progress progress) throws IOException {
        Plan plan = plan(part, progress);
        var cache = new TensorCache(output.resolve("cache"), progress);
        try (RunFolder folder = open(plan.config());
                Scope scope = Scope.open();
                Trainer trainer = checked(() -> plan.trainer().apply(cache))) {
            return new TrainingRun(trainer, plan.settings(), folder, progress).run(resume);
        }
    }

    /** What a run of {@code part} would be and take, from a few steps that are not kept; writes nothing. */
    public Estimate estimate(Part part, Progress progress) {
        Plan plan = plan(part, progress);
        try (Scope scope = Scope.open();
                Trainer trainer = checked(() -> plan.trainer().apply(new TensorCache(null, progress)))) {
            return Estimate.of(plan.config(), plan.settings(), trainer);
        }
    }

    private Plan plan(Part part, Progress progress) {
        return switch (part) {
            case AUTOENCODER -> autoencoderPlan(progress);
            case LDM -> ldmPlan(progress);
            case CLIP -> clipPlan(progress);
        };
    }

    private Plan autoencoderPlan(Progress progress) {
        var run = RunConfigs.read(AutoencoderRunConfig.class, "autoencoder.yaml", effectiveConfig(), overrides);
        PictureSet pictures = pictures(run.data(), progress);
        return new Plan(run, run.training(), cache -> new AutoencoderTrainer(run, pictures, progress));
    }

    private Plan ldmPlan(Progress progress) {
        var run = RunConfigs.read(LdmRunConfig.class, "ldm.yaml", effectiveConfig(), overrides);
        Settings.require(
                !run.firstStage().isEmpty(), "first_stage", run.firstStage(), "name a model folder, or be none");
        FirstStage firstStage =
                run.firstStage().equals("none") ? FirstStage.none() : FirstStage.load(Path.of(run.firstStage()));
        PictureSet pictures = pictures(run.data(), progress);
        return new Plan(run, run.training(), cache -> new LdmTrainer(run, firstStage, pictures, cache, progress));
    }

    private Plan clipPlan(Progress progress) {
        var run = RunConfigs.read(ClipRunConfig.class, "clip.yaml", effectiveConfig(), overrides);
        PictureSet pictures = pictures(run.data(), progress);
        return new Plan(run, run.training(), cache -> new ClipTrainer(run, pictures, progress));
    }

    /** A resumed run goes on with its own settings unless it is given others. */
    private @Nullable Path effectiveConfig() {
        if (config != null || !resume) {
            return config;
        }
        if (!Files.isDirectory(output)) {
            throw TrainingException.missing(
                    "output: expected the folder of a run to resume, found none (" + output + ")");
        }
        Path own = RunFolder.config(output);
        return Files.exists(own) ? own : null; // a run may have been killed before it wrote one
    }

    /** Networks check their shapes themselves; here such a shape is a setting of the user's. */
    private static Trainer checked(Supplier<Trainer> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            throw TrainingException.usage("setting " + e.getMessage() + " (settings)");
        }
    }

    private RunFolder open(Object run) throws IOException {
        var folder = new RunFolder(output);
        try {
            if (!resume && !folder.checkpoints().newestFirst().isEmpty()) {
                throw TrainingException.refused("output: expected a new run folder, found one with checkpoints ("
                        + output + "); resume it or choose another");
            }
            RunConfigs.write(folder.config(), run);
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private PictureSet pictures(DataConfig settings, Progress progress) {
        return settings.read(data, progress::message);
    }
}
