package org.ldm4j.cli;

/** How the process ends, by who has to act. */
enum Exit {
    DONE(0),
    /** A bug of ours. */
    BUG(1),
    /** Unknown option, value out of range, options that do not go together. */
    USAGE(2),
    /** No such file, folder or model, or no permission to read it. */
    NOT_FOUND(3),
    /** Hostile, damaged, unsupported or inconsistent input. */
    REFUSED(4),
    /** Not enough memory or disk, output not writable, device not there. */
    MACHINE(5),
    /** A check that was asked for failed. */
    CHECK_FAILED(6),
    INTERRUPTED(130);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
