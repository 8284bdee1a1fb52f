package org.ldm4j.task;

/** A request has a value out of range, or asks for something that the model can't do; the message says what it can. */
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RequestException(String message) {
        super(message);
    }
}
