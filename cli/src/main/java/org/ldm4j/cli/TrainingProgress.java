package org.ldm4j.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows how a training run goes on, and stops it when the process is asked to end: the run saves, and the process leaves
 * with 0.
 */
final class TrainingProgress implements org.ldm4j.training.Progress, AutoCloseable {
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long GRACE_SECONDS = 120;

    private final Console console;
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::saveAndLeave, "save and leave");
    private volatile boolean stopped;
    private long shown = System.nanoTime() - REFRESH_NANOS;
    private long firstStep;
    private final long start = System.nanoTime();

    TrainingProgress(Console console) {
        this.console = console;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void saveAndLeave() {
        stopped = true;
        console.note("stopping after this step, saving");
        try {
            boolean saved = finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
            Runtime.getRuntime().halt(saved ? Exit.DONE.code() : Exit.INTERRUPTED.code());
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(Exit.INTERRUPTED.code());
        }
    }

    @Override
    public void step(long step, long steps, double loss, double picturesPerSecond) {
        firstStep = firstStep == 0 ? step : firstStep;
        if (step == steps || System.nanoTime() - shown > REFRESH_NANOS) {
            shown = System.nanoTime();
            double secondsPerStep = (shown - start) / 1e9 / (step - firstStep + 1);
            Duration left = Duration.ofSeconds(Math.round((steps - step) * secondsPerStep));
            console.note(line(step, steps, loss, picturesPerSecond) + "  ETA " + clock(left));
        }
    }

    private static String clock(Duration time) {
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    /** {@code step 120/10000 [#---------]  1 %  loss 0.4312  92.1 images/s} */
    private static String line(long step, long steps, double loss, double picturesPerSecond) {
        int tenths = (int) (10 * step / steps);
        String bar = "#".repeat(tenths) + "-".repeat(10 - tenths);
        return String.format(
                Locale.ROOT,
                "step %d/%d [%s] %3d %%  loss %.4g  %.1f images/s",
                step,
                steps,
                bar,
                100 * step / steps,
                loss,
                picturesPerSecond);
    }

    @Override
    public void message(String text) {
        console.note(text);
    }

    @Override
    public boolean isStopped() {
        return stopped;
    }

    @Override
    public void close() {
        finished.countDown();
        if (!stopped) {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
    }
}
