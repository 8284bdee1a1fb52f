package org.ldm4j.training;

import java.io.IOException;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What a run reports of each step: {@code metrics.csv}, TensorBoard's events, and the mean of the figure that says which
 * checkpoints are best.
 */
final class RunLog implements AutoCloseable {
    private final MetricsFile metrics;
    private final EventFile events;
    private final MonitoredMean monitored;
    private final Consumer<String> warnings;
    private boolean isWarned;

    /** Goes on behind step {@code done}. */
    RunLog(RunFolder folder, long done, Settings settings, Consumer<String> warnings) throws IOException {
        this.warnings = warnings;
        metrics = new MetricsFile(folder.metrics(), done);
        events = new EventFile(folder.root(), done + 1, Clock.systemUTC());
        monitored = new MonitoredMean(settings.monitor(), settings.saveEvery());
        MetricsFile.read(folder.metrics()).forEach(line -> monitored.add(line.step(), line.name(), line.value()));
    }

    void add(long step, String name, double value) {
        metrics.add(step, name, value);
        events.add(step, name, value);
        monitored.add(step, name, value);
    }

    /** The monitored figure over the last steps. */
    MonitoredMean monitored() {
        return monitored;
    }

    /** What cannot be written waits for the next time. */
    void flush() {
        try {
            metrics.flush();
            events.flush();
            isWarned = false;
        } catch (IOException e) {
            if (!isWarned) {
                warnings.accept("warning: figures of the run can't be written, they are kept and tried again: "
                        + e.getMessage());
            }
            isWarned = true;
        }
    }

    @Override
    public void close() throws IOException {
        try (metrics;
                events) {
            flush();
        }
    }
}
