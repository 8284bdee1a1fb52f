package org.ldm4j.training;

/** A run can't go on: its data or settings don't fit, or a loss or gradient is not finite. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
