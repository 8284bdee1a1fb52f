package org.ldm4j.nn;

/** A checkpoint does not fit the network: a tensor is missing, misshapen or left over. */
public final class WeightsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WeightsException(String message) {
        super(message);
    }
}
