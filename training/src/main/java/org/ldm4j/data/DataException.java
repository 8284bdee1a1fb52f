package org.ldm4j.data;

/** A data set is missing, damaged or not what its settings say; the message names the file and line. */
public final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether it is absent rather than wrong. */
    private final boolean missing;

    private DataException(String message, boolean missing) {
        super(message);
        this.missing = missing;
    }

    static DataException missing(String message) {
        return new DataException(message, true);
    }

    static DataException refused(String message) {
        return new DataException(message, false);
    }

    public boolean isMissing() {
        return missing;
    }
}
