package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /** Trains a KL autoencoder; returns the last step. */
    public long autoencoder(Progress progress) throws IOException {
        var run = RunConfigs.read(AutoencoderRunConfig.class, "autoencoder.yaml", effectiveConfig(), overrides);
        PictureSet pictures = pictures(run.data(), progress);
        try (RunFolder folder = open(run);
                Scope scope = Scope.open();
                Trainer trainer = autoencoderTrainer(run, pictures, progress)) {
            return new TrainingRun(trainer, run.training(), folder, progress).run(resume);
        }
    }

    /** Trains a denoiser with its text encoder; returns the last step. */
    public long latentDiffusion(Progress progress) throws IOException {
        var run = RunConfigs.read(LdmRunConfig.class, "ldm.yaml", effectiveConfig(), overrides);
        Settings.require(!run.firstStage().isEmpty(), "first_stage", run.firstStage(), "name a model folder");
        FirstStage firstStage = FirstStage.load(Path.of(run.firstStage()));
        PictureSet pictures = pictures(run.data(), progress);
        try (RunFolder folder = open(run);
                Scope scope = Scope.open();
                Trainer trainer = ldmTrainer(run, firstStage, pictures, progress)) {
            return new TrainingRun(trainer, run.training(), folder, progress).run(resume);
        }
    }

    /** A resumed run goes on with its own settings unless it is given others. */
    private @Nullable Path effectiveConfig() {
        if (config != null || !resume) {
            return config;
        }
        if (!Files.isDirectory(output)) {
            throw TrainingException.missing("output: expected the folder of a run to resume, found none (" + output + ")");
        }
        Path own = RunFolder.config(output);
        return Files.exists(own) ? own : null; // a run may have been killed before it wrote one
    }

    private static Trainer autoencoderTrainer(AutoencoderRunConfig run, PictureSet pictures, Progress progress) {
        return checked(() -> new AutoencoderTrainer(run, pictures, progress));
    }

    private static Trainer ldmTrainer(LdmRunConfig run, FirstStage firstStage, PictureSet pictures, Progress progress) {
        return checked(() -> new LdmTrainer(run, firstStage, pictures, progress));
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
