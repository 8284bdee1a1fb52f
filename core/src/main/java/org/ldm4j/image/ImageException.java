package org.ldm4j.image;

import org.jspecify.annotations.Nullable;

/** A picture cannot be read or written; the message is one line and names the picture. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImageException(String message) {
        this(message, null);
    }

    ImageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
