package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The loop that every trainer shares: step, report, save. */
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
        try (var optimisation = new Optimisation(trainer, settings)) {
            long done = resume ? restore(optimisation.state()) : 0;
            firstStep = done + 1;
            try (RunLog log = new RunLog(folder, done, settings, progress::message)) {
                return run(done, optimisation, log);
            }
        }
    }

    private long run(long done, Optimisation optimisation, RunLog log) throws IOException {
        var saving = new Saving(trainer, optimisation, settings, folder, log, progress);
        long step = done;
        while (step < settings.steps() && !progress.isStopped()) {
            step++;
            timedStep(step, optimisation, log);
            saving.after(step);
        }
        return step;
    }

    /** From the newest checkpoint that is as it was written. */
    private long restore(TrainingState state) throws IOException {
        Optional<Path> checkpoint = folder.checkpoints().newestWhole(progress::message);
        if (checkpoint.isEmpty()) {
            progress.message("no checkpoint was written yet, beginning with step 1");
            return 0;
        }
        return state.read(checkpoint.get());
    }

    private void timedStep(long step, Optimisation optimisation, RunLog log) throws IOException {
        long start = System.nanoTime();
        double loss = step(step, optimisation, log);
        log.flush();
        double seconds = (System.nanoTime() - start) / 1e9;
        secondsPerStep = step == firstStep ? seconds : 0.95 * secondsPerStep + 0.05 * seconds;
        double pictures = (double) settings.batch() * settings.accumulate();
        progress.step(step, settings.steps(), loss, pictures / secondsPerStep);
    }

    private double step(long step, Optimisation optimisation, RunLog log) throws IOException {
        try {
            return optimisation.step(step, (name, value) -> log.add(step, name, value));
        } catch (NotFinite e) {
            Path file = NotFiniteFile.write(folder.root(), e, trainer);
            throw TrainingException.refused(
                    e.getMessage() + "; the step was not taken, its pictures and draws are in " + file);
        }
    }
}
