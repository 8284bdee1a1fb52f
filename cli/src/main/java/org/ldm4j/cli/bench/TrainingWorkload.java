package org.ldm4j.cli.bench;

import org.ldm4j.training.StepBenchmark;

/** One optimiser step of a network like the bundled one. */
public final class TrainingWorkload implements Workload {
    private final StepBenchmark step;

    /** @param job its width and height are those of the pictures */
    public TrainingWorkload(Job job) {
        step = StepBenchmark.ofBundledShape(job.height(), job.width(), job.batch(), job.type());
    }

    @Override
    public void run() {
        step.run();
    }

    @Override
    public void close() {
        step.close();
    }
}
