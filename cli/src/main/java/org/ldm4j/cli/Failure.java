package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.data.DataException;
import org.ldm4j.image.ImageException;
import org.ldm4j.task.MemoryException;
import org.ldm4j.task.NotFiniteException;
import org.ldm4j.task.RequestException;
import org.ldm4j.tensor.TensorException;
import org.ldm4j.text.TokenizerException;
import org.ldm4j.training.TrainingException;

/**
 * What an exception means for the person at the terminal.
 *
 * @param exit who has to act
 * @param message one line, {@code WHAT: expected …, found … (WHERE)}
 * @param hint what to do, if there is something to say
 */
record Failure(Exit exit, String message, Optional<String> hint) {
    /** Sorts an exception; what no rule knows is a bug. */
    static Failure of(Throwable e) {
        if (e instanceof CommandException known) {
            return new Failure(known.exit(), text(e), known.hint());
        }
        if (e instanceof CheckpointException known) {
            return new Failure(exit(known.code().kind()), text(e), known.hint());
        }
        if (e instanceof RequestException) {
            return new Failure(Exit.USAGE, text(e), Optional.empty());
        }
        if (e instanceof NotFiniteException) {
            return new Failure(Exit.REFUSED, text(e), Optional.of("fp16 may be too narrow for it, try --dtype fp32"));
        }
        if (e instanceof MemoryException) {
            return new Failure(
                    Exit.MACHINE,
                    text(e),
                    Optional.of("a smaller size, --batch-size 1 or --vae-tiling auto need less"));
        }
        if (e instanceof DataException known) {
            return new Failure(known.isMissing() ? Exit.NOT_FOUND : Exit.REFUSED, text(e), Optional.empty());
        }
        if (e instanceof TokenizerException || e instanceof ImageException) {
            return new Failure(isUnreachable(e.getCause()) ? Exit.NOT_FOUND : Exit.REFUSED, text(e), Optional.empty());
        }
        if (e instanceof TrainingException known) {
            return new Failure(exit(known.kind()), text(e), Optional.empty());
        }
        return ofMachine(e);
    }

    private static Exit exit(CheckpointException.Kind kind) {
        return switch (kind) {
            case MISSING -> Exit.NOT_FOUND;
            case REFUSED -> Exit.REFUSED;
            case MACHINE -> Exit.MACHINE;
        };
    }

    private static Exit exit(TrainingException.Kind kind) {
        return switch (kind) {
            case USAGE -> Exit.USAGE;
            case MISSING -> Exit.NOT_FOUND;
            case REFUSED -> Exit.REFUSED;
            case MACHINE -> Exit.MACHINE;
        };
    }

    private static boolean isUnreachable(@Nullable Throwable cause) {
        return cause instanceof NoSuchFileException || cause instanceof AccessDeniedException;
    }

    private static Failure ofMachine(Throwable e) {
        if (e instanceof OutOfMemoryError || e instanceof TensorException && text(e).contains("allocate memory")) {
            String found = "none left for what was asked";
            return machine(
                    "memory", "enough of it", found, "this machine", "smaller sides or --batch-size 1 need less");
        }
        if (e instanceof LinkageError) {
            String where = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            return machine("native library", "one that loads", text(e), where, "./ldm4j doctor tells more");
        }
        Throwable read = e instanceof IOException ? e : e.getCause();
        if (read instanceof IOException io) {
            Exit exit = isUnreachable(io) ? Exit.NOT_FOUND : Exit.MACHINE;
            return new Failure(
                    exit,
                    "file: expected to read or write it, found " + io.getClass().getSimpleName() + " (" + text(io)
                            + ")",
                    Optional.empty());
        }
        String found = e.getClass().getSimpleName() + " " + text(e);
        return new Failure(Exit.BUG, "ldm4j: expected no fault of its own, found " + found, Optional.empty());
    }

    private static Failure machine(String what, String expected, String found, String where, String hint) {
        String message = what + ": expected " + expected + ", found " + found + " (" + where + ")";
        return new Failure(Exit.MACHINE, message, Optional.of(hint));
    }

    /** The first line of a message, free of characters that steer a terminal. */
    private static String text(Throwable e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return line.replaceAll("\\p{Cntrl}", "?");
    }
}
