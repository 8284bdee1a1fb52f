package org.ldm4j.task;

import java.util.Locale;

/** The machine has less memory than a model or a picture of it needs; found before it is taken. */
public final class MemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final double GIGA = 1e9;

    private MemoryException(String message) {
        super(message);
    }

    /**
     * {@code what} needs more than there is.
     *
     * @param instead what would fit, or empty
     */
    static MemoryException of(long need, String what, long free, String instead) {
        return new MemoryException(String.format(
                Locale.ROOT,
                "memory: expected %.1f GB for %s, found %.1f GB free%s (this machine)",
                need / GIGA,
                what,
                free / GIGA,
                instead));
    }
}
