package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The loop that every trainer shares: step, check, update, average, report, save. */
final class TrainingRun {
    private final Trainer trainer;
    private final Settings settings;
    private final RunFolder folder;
    private final Progress progress;
    private long firstStep;
    private double secondsPerStep;

    TrainingRun(Trainer trainer, Settings settings, RunFolder folder, Progress progress) {
        this.trainer = trainer;
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Runs to the end, or until {@link Progress#isStopped()}; either way the last step is saved.
     *
     * @param resume whether to go on from the newest checkpoint
     * @return the last step
     */
    long run(boolean resume) throws IOException {
        List<AdamW> optimisers = new ArrayList<>();
        try (Ema ema = new Ema(trainer.groups().get(0), settings.emaDecay())) {
            trainer.groups().forEach(group -> optimisers.add(new AdamW(group, settings.adam())));
            return run(resume, optimisers, ema);
        } finally {
            optimisers.forEach(AdamW::close);
        }
    }

    private long run(boolean resume, List<AdamW> optimisers, Ema ema) throws IOException {
        var state = new TrainingState(trainer, optimisers, ema);
        long done = resume ? restore(state) : 0;
        firstStep = done + 1;
        try (MetricsFile metrics = new MetricsFile(folder.metrics(), done)) {
            long step = done;
            while (step < settings.steps() && !progress.isStopped()) {
                step++;
                timedStep(step, optimisers, ema, metrics);
                if (isDue(step, settings.saveEvery()) || isSampled(step) || progress.isStopped()) {
                    save(step, state, ema);
                }
            }
            return step;
        }
    }

    private boolean isDue(long step, long every) {
        return step % every == 0 || step == settings.steps();
    }

    private boolean isSampled(long step) {
        return settings.sampleEvery() > 0 && isDue(step, settings.sampleEvery());
    }

    /** From the newest checkpoint that is as it was written. */
    private long restore(TrainingState state) throws IOException {
        for (Path checkpoint : folder.newestFirst()) {
            Optional<String> fault = Manifest.fault(checkpoint);
            if (fault.isEmpty()) {
                return state.read(checkpoint);
            }
            progress.message("warning: checkpoint can't be used, trying the one before: " + fault.get() + " ("
                    + checkpoint + ")");
        }
        throw TrainingException.refused("resume: expected a checkpoint as it was written, found none ("
                + folder.last().getParent() + ")");
    }

    private void timedStep(long step, List<AdamW> optimisers, Ema ema, MetricsFile metrics) {
        long start = System.nanoTime();
        double loss = update(step, 0, optimisers.get(0), metrics);
        for (int group = 1; group < optimisers.size(); group++) {
            update(step, group, optimisers.get(group), metrics);
        }
        ema.update(step);
        metrics.flush();
        double seconds = (System.nanoTime() - start) / 1e9;
        secondsPerStep = step == firstStep ? seconds : 0.95 * secondsPerStep + 0.05 * seconds;
        progress.step(step, settings.steps(), loss, settings.batch() / secondsPerStep);
    }

    private double update(long step, int group, AdamW adam, MetricsFile metrics) {
        Map<String, Tensor> parameters = trainer.groups().get(group);
        String suffix = group == 0 ? "" : "_" + (group + 1);
        double learningRate = settings.schedule().at(step);
        try (Scope scope = Scope.open()) {
            trainer.groups().forEach(any -> any.values().forEach(Tensor::clearGrad)); // one loss reaches other groups too
            Tensor loss = trainer.loss(step, group, (name, value) -> metrics.add(step, name, value));
            double value = loss.item();
            if (!Double.isFinite(value)) {
                throw TrainingException.refused(
                        "step " + step + ": the loss is not finite; the last checkpoint is from before");
            }
            loss.backward();
            double norm = Gradients.norm(parameters, step);
            Gradients.clip(parameters, norm, settings.clipNorm());
            adam.step(learningRate);
            metrics.add(step, "loss" + suffix, value);
            metrics.add(step, "gradient_norm" + suffix, norm);
            metrics.add(step, "learning_rate" + suffix, learningRate);
            return value;
        }
    }

    private void save(long step, TrainingState state, Ema ema) throws IOException {
        Map<String, Tensor> model = settings.emaDecay() > 0 ? ema.averages() : trainer.groups().get(0);
        Path checkpoint = folder.addCheckpoint(step, settings.keepCheckpoints(), path -> {
            trainer.writeModel(path, model);
            state.write(path, step);
        });
        progress.message("saved " + checkpoint);
        if (isSampled(step)) {
            Path sheet = folder.samples().resolve(String.format(Locale.ROOT, "step-%07d.png", step));
            trainer.writeSamples(checkpoint, sheet);
            progress.message("samples " + sheet);
        }
    }
}
