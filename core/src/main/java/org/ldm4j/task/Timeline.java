package org.ldm4j.task;

import java.util.stream.IntStream;

/**
 * How a pass counts its steps for prompts that change with them. Only steps that are taken count, each once even if it
 * looks twice. A later pass goes on counting: changes at a part of all steps are over, those at a later step may come.
 *
 * @param steps of the whole schedule: those of the first pass
 * @param before steps taken by earlier passes
 * @param taken steps of this pass
 * @param begin the first evaluation of the sampler that is taken
 * @param perStep evaluations for a step
 */
record Timeline(int steps, int before, int taken, int begin, int perStep) {
    /** The step, counted from 1, of the sampler's {@code evaluation}; some samplers look once more in their last. */
    int step(int evaluation) {
        return before + Math.min(taken, (evaluation - begin) / perStep + 1);
    }

    /** All steps of this pass. */
    IntStream all() {
        return IntStream.rangeClosed(before + 1, before + taken);
    }
}
