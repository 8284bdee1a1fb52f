package org.ldm4j.training;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Mean of one figure over a number of steps up to the last. It depends on {@code metrics.csv} alone, so that it is the
 * same wherever a run was stopped and resumed.
 */
final class MonitoredMean {
    private record Entry(long step, float value) {}

    private final String name;
    private final long window;
    private final Deque<Entry> entries = new ArrayDeque<>();

    MonitoredMean(String name, long window) {
        this.name = name;
        this.window = window;
    }

    void add(long step, String figure, double value) {
        while (!entries.isEmpty() && entries.getFirst().step() <= step - window) {
            entries.removeFirst();
        }
        if (figure.equals(name)) {
            entries.addLast(new Entry(step, (float) value));
        }
    }

    /** NaN where the figure did not come. */
    double mean() {
        return entries.stream().mapToDouble(Entry::value).average().orElse(Double.NaN);
    }
}
