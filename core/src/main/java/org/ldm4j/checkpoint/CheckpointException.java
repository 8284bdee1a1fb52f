package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A checkpoint cannot be read or written; the message is one line for the person who named the file. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Who has to act: decides the exit code of the command line. */
    public enum Kind {
        /** The path is wrong, or something is not there or not readable. */
        MISSING,
        /** The content is hostile, damaged, unsupported or inconsistent. */
        REFUSED,
        /** The machine cannot do it: no space, not writable. */
        MACHINE
    }

    /** What is wrong, for programs. */
    public enum Code {
        NOT_FOUND(Kind.MISSING),
        NOT_READABLE(Kind.MISSING),
        MISSING_FILE(Kind.MISSING),
        MISSING_SHARD(Kind.MISSING),
        TRUNCATED(Kind.REFUSED),
        LIMIT(Kind.REFUSED),
        BAD_JSON(Kind.REFUSED),
        BAD_YAML(Kind.REFUSED),
        YAML_TAG(Kind.REFUSED),
        NOT_COVERED(Kind.REFUSED),
        BAD_OFFSETS(Kind.REFUSED),
        SIZE_MISMATCH(Kind.REFUSED),
        OVERFLOW(Kind.REFUSED),
        BAD_SHAPE(Kind.REFUSED),
        UNSUPPORTED_DTYPE(Kind.REFUSED),
        UNSUPPORTED(Kind.REFUSED),
        DUPLICATE_NAME(Kind.REFUSED),
        BAD_METADATA(Kind.REFUSED),
        BAD_UTF8(Kind.REFUSED),
        BAD_NAME(Kind.REFUSED),
        UNKNOWN_FORMAT(Kind.REFUSED),
        UNKNOWN_CLASS(Kind.REFUSED),
        MISSING_TENSOR(Kind.REFUSED),
        SHAPE_MISMATCH(Kind.REFUSED),
        MODEL_MISMATCH(Kind.REFUSED),
        LORA_MISMATCH(Kind.REFUSED),
        BAD_CONFIG(Kind.REFUSED),
        BAD_PATH(Kind.REFUSED),
        /** The file changed while it was read. */
        DAMAGED(Kind.REFUSED),
        CHECKSUM(Kind.REFUSED),
        BAD_ARCHIVE(Kind.REFUSED),
        MISSING_ENTRY(Kind.REFUSED),
        BAD_BYTEORDER(Kind.REFUSED),
        /** A program in place of a checkpoint. */
        FORBIDDEN(Kind.REFUSED),
        FORBIDDEN_GLOBAL(Kind.REFUSED),
        FORBIDDEN_OPCODE(Kind.REFUSED),
        BAD_PROTOCOL(Kind.REFUSED),
        BAD_PICKLE(Kind.REFUSED),
        BAD_PERSISTENT_ID(Kind.REFUSED),
        BAD_REDUCE(Kind.REFUSED),
        BAD_MEMO(Kind.REFUSED),
        BAD_STORAGE(Kind.REFUSED),
        BAD_VIEW(Kind.REFUSED),
        TRAILING_BYTES(Kind.REFUSED),
        /** A sound pickle that holds no tensors by name. */
        NOT_A_CHECKPOINT(Kind.REFUSED),
        NOT_WRITABLE(Kind.MACHINE),
        NO_SPACE(Kind.MACHINE);

        private final Kind kind;

        Code(Kind kind) {
            this.kind = kind;
        }

        public Kind kind() {
            return kind;
        }
    }

    private final Code code;
    private final @Nullable String hint;

    private CheckpointException(Code code, String message, @Nullable String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    public static CheckpointException of(Code code, String what, String expected, String found, Object where) {
        return new CheckpointException(
                code, what + ": expected " + expected + ", found " + found + " (" + where + ")", null, null);
    }

    /** The failure of reading {@code path}. */
    public static CheckpointException reading(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return of(Code.NOT_FOUND, "file", "a file to read", "nothing there", path)
                    .because(cause);
        }
        return of(Code.NOT_READABLE, "file", "a readable file", reason(cause), path)
                .because(cause);
    }

    /** The failure of writing {@code path}. */
    public static CheckpointException writing(Path path, IOException cause) {
        boolean full = String.valueOf(cause.getMessage()).contains("No space left");
        return full
                ? of(Code.NO_SPACE, "file", "room to write it", "a full disk", path)
                        .because(cause)
                : of(Code.NOT_WRITABLE, "file", "a place to write it", reason(cause), path)
                        .because(cause);
    }

    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "no permission";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such folder";
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("a failure");
    }

    CheckpointException because(Throwable cause) {
        return new CheckpointException(code, String.valueOf(getMessage()), hint, cause);
    }

    CheckpointException hinting(String text) {
        return new CheckpointException(code, String.valueOf(getMessage()), text, getCause());
    }

    public Code code() {
        return code;
    }

    /** One sentence on what to do, if there is something to say. */
    public Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
