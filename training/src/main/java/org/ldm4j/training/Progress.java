package org.ldm4j.training;

/** Is told how a run goes on, and asked whether it should. */
public interface Progress {
    /**
     * After each step.
     *
     * @param step number of the step, from 1
     * @param steps length of the run
     * @param loss its loss
     * @param picturesPerSecond speed over the last steps
     */
    void step(long step, long steps, double loss, double picturesPerSecond);

    /** Something worth a line of its own, such as a checkpoint's path. */
    void message(String text);

    /** Whether the run should save and leave after this step. */
    boolean isStopped();
}
