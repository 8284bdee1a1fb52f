package org.ldm4j.nn;

import java.util.function.UnaryOperator;
import org.ldm4j.tensor.Tensor;

/** One tensor in, one tensor out. */
@FunctionalInterface
public interface Layer extends UnaryOperator<Tensor> {
    /** Returns its input. */
    static Layer none() {
        return x -> x;
    }
}
