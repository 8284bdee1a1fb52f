package org.ldm4j.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A tensor operation was given operands that do not fit; the message is one line with their shapes. */
public final class TensorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TensorException(String message) {
        super(message);
    }

    private TensorException(String message, Throwable cause) {
        super(message, cause);
    }

    static TensorException of(String operation, Tensor[] operands, RuntimeException cause) {
        String shapes = Arrays.stream(operands).map(Tensor::toString).collect(Collectors.joining(", "));
        return new TensorException(operation + "(" + shapes + "): " + firstLine(cause), cause);
    }

    /** libtorch appends its native stack after the first line. */
    private static String firstLine(RuntimeException cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("failed");
    }
}
