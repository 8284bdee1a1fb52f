package org.ldm4j.text;

import org.jspecify.annotations.Nullable;

/** A tokenizer's files are missing, damaged or do not fit together; the message is one line. */
public final class TokenizerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenizerException(String message) {
        this(message, null);
    }

    TokenizerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
