package org.ldm4j.training;

import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.task.Request;
import org.ldm4j.task.Unconditional;

/** Nothing: an unconditional model. */
final class NoConditioning implements Conditioning {
    @Override
    public Given given(Seen seen) {
        return Given.NOTHING;
    }

    @Override
    public PaperKind kind() {
        return PaperKind.UNCONDITIONAL;
    }

    @Override
    public Request request(int number) {
        return Unconditional.of();
    }
}
