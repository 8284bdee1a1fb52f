package org.ldm4j.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A command cannot go on; the message is the line that its caller reads. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;
    private final @Nullable String hint;

    private CommandException(Exit exit, String message, @Nullable String hint) {
        super(message);
        this.exit = exit;
        this.hint = hint;
    }

    static CommandException of(Exit exit, String what, String expected, Object found, Object where) {
        return new CommandException(
                exit, what + ": expected " + expected + ", found " + found + " (" + where + ")", null);
    }

    /** Options that are wrong by themselves or together. */
    static CommandException usage(String what, String expected, Object found) {
        return of(Exit.USAGE, what, expected, found, "options");
    }

    /** The same with a sentence on what to do. */
    CommandException hinting(String text) {
        return new CommandException(exit, String.valueOf(getMessage()), text);
    }

    Exit exit() {
        return exit;
    }

    Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
