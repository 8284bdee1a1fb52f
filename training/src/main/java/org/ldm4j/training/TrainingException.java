package org.ldm4j.training;

/** A run can't start or go on; the message says why, and {@link #kind()} who has to act. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who has to act. */
    public enum Kind {
        /** A setting is out of range or unknown. */
        USAGE,
        /** A file is not there. */
        MISSING,
        /** A file, data set or run is not what it should be, or a value is not finite. */
        REFUSED,
        /** The machine has not what is needed, such as room on a disk. */
        MACHINE
    }

    private final Kind kind;

    private TrainingException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static TrainingException usage(String message) {
        return new TrainingException(Kind.USAGE, message);
    }

    static TrainingException missing(String message) {
        return new TrainingException(Kind.MISSING, message);
    }

    static TrainingException refused(String message) {
        return new TrainingException(Kind.REFUSED, message);
    }

    static TrainingException machine(String message) {
        return new TrainingException(Kind.MACHINE, message);
    }

    public Kind kind() {
        return kind;
    }
}
