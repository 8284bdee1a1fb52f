package org.ldm4j.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shows how a training run goes on. When the process is asked to end the run saves and leaves with 0; asked a second time,
 * the process ends at once, and the checkpoint before is whole.
 */
final class TrainingProgress implements org.ldm4j.training.Progress, AutoCloseable {
    private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Console console;
    private final EndSignals signals;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private long shown = System.nanoTime() - REFRESH_NANOS;
    private long firstStep;
    private final long start = System.nanoTime();

    TrainingProgress(Console console) {
        this.console = console;
        signals = EndSignals.handle(this::end);
    }

    private void end() {
        if (stopped.getAndSet(true)) {
            Runtime.getRuntime().halt(Exit.INTERRUPTED.code());
        }
        console.note("stopping after this step, saving; once more ends at once");
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
        return stopped.get();
    }

    @Override
    public void close() {
        signals.close();
    }
}
