package org.ldm4j.cli;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Where the time of a call goes. */
final class Stopwatch {
    private static final double NANOS = 1e9;

    /** The parts that are told apart. */
    enum Phase {
        LOAD,
        ENCODE,
        SAMPLE,
        DECODE
    }

    private final long start = System.nanoTime();
    private final Map<Phase, Double> seconds = new EnumMap<>(Phase.class);

    <T> T time(Phase phase, Supplier<T> work) {
        long before = System.nanoTime();
        try {
            return work.get();
        } finally {
            seconds.merge(phase, (System.nanoTime() - before) / NANOS, Double::sum);
        }
    }

    double seconds(Phase phase) {
        return seconds.getOrDefault(phase, 0.0);
    }

    double total() {
        return (System.nanoTime() - start) / NANOS;
    }

    /** All phases and the total, by their names in JSON. */
    Map<String, Double> document() {
        Map<String, Double> document = new LinkedHashMap<>();
        for (Phase phase : Phase.values()) {
            document.put(phase.name().toLowerCase(Locale.ROOT), seconds(phase));
        }
        document.put("total", total());
        return document;
    }
}
