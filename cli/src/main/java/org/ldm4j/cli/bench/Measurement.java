package org.ldm4j.cli.bench;

import java.util.stream.DoubleStream;

/** Times a {@link Workload}. */
public final class Measurement {
    private Measurement() {}

    /** Runs {@code work} {@code warmUps} times unseen, then {@code repeats} times; wall-clock seconds of each of these. */
    public static double[] seconds(Workload work, int warmUps, int repeats) {
        for (int i = 0; i < warmUps; i++) {
            work.run();
        }
        return DoubleStream.generate(() -> seconds(work)).limit(repeats).toArray();
    }

    private static double seconds(Workload work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
