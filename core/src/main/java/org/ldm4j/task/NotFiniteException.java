package org.ldm4j.task;

import org.ldm4j.tensor.Tensor;

/** A network gave NaN or infinity, which as a picture would be black: its weights are damaged, or its type too narrow. */
public final class NotFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotFiniteException(String what) {
        super(what + ": expected finite numbers, found NaN or infinity (network)");
    }

    static Tensor require(String what, Tensor tensor) {
        if (!tensor.isFinite()) {
            throw new NotFiniteException(what);
        }
        return tensor;
    }
}
