package org.ldm4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.image.ImageException;

/**
 * When a run saves, and what becomes of a checkpoint that can't be written: the one before stays, the next interval tries
 * again, and the run ends when that was in vain too often.
 */
final class Saving {
    private static final int MOST_MISSES = 3;

    private final Trainer trainer;
    private final Optimisation optimisation;
    private final Settings settings;
    private final RunFolder folder;
    private final RunLog log;
    private final Progress progress;
    private int misses;

    Saving(
            Trainer trainer,
            Optimisation optimisation,
            Settings settings,
            RunFolder folder,
            RunLog log,
            Progress progress) {
        this.trainer = trainer;
        this.optimisation = optimisation;
        this.settings = settings;
        this.folder = folder;
        this.log = log;
        this.progress = progress;
    }

    /** Saves if it is time to. */
    void after(long step) {
        boolean isLast = step == settings.steps() || progress.isStopped();
        if (isLast || step % settings.saveEvery() == 0 || isSampled(step)) {
            try {
                Path checkpoint = save(step);
                misses = 0;
                show(step, checkpoint);
            } catch (IOException | UncheckedIOException | CheckpointException e) {
                miss(e, isLast);
            }
        }
    }

    private boolean isSampled(long step) {
        return settings.sampleEvery() > 0 && (step % settings.sampleEvery() == 0 || step == settings.steps());
    }

    private Path save(long step) throws IOException {
        var keep = new Checkpoints.Keep(
                settings.keepCheckpoints(), settings.keepBest(), path -> settings.badness(TrainingState.mean(path)));
        Path checkpoint = folder.checkpoints().add(step, keep, path -> {
            trainer.writeModel(path, optimisation.model());
            optimisation.state().write(path, step, log.monitored().mean());
        });
        progress.message("saved " + checkpoint);
        return checkpoint;
    }

    /** Sheets and the report can be made again from the checkpoint; to miss them stops no run. */
    private void show(long step, Path checkpoint) {
        try {
            if (isSampled(step)) {
                Path sheet = folder.samples().resolve(String.format(Locale.ROOT, "step-%07d.png", step));
                trainer.writeSamples(checkpoint, sheet);
                progress.message("samples " + sheet);
            }
            Report.write(folder);
        } catch (IOException | UncheckedIOException | ImageException e) {
            progress.message("warning: samples and report can't be written: " + e.getMessage());
        }
    }

    private void miss(Exception e, boolean isLast) {
        if (e instanceof CheckpointException known && known.code().kind() != CheckpointException.Kind.MACHINE) {
            throw known;
        }
        misses++;
        String found = "checkpoint can't be written: " + e.getMessage();
        if (isLast || misses == MOST_MISSES) {
            throw TrainingException.machine("save: expected room for a checkpoint, found none in " + misses
                    + (misses == 1 ? " try" : " tries") + "; the one before is whole (" + found + ")");
        }
        progress.message("warning: " + found + "; the one before stays, the next interval tries again");
    }
}
