package org.ldm4j.training;

/**
 * Learning rate: a linear rise, then half a cosine down to zero at the end of the run.
 *
 * @param highest learning rate at the end of the rise
 * @param warmupSteps length of the rise
 * @param steps length of the run
 */
record LrSchedule(double highest, long warmupSteps, long steps) {
    /** Learning rate of step {@code step}, counted from 1. */
    double at(long step) {
        if (step <= warmupSteps) {
            return highest * step / warmupSteps;
        }
        double progress = (double) (step - warmupSteps) / Math.max(1, steps - warmupSteps);
        return highest * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));
    }
}
