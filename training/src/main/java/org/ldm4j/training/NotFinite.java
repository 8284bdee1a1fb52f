package org.ldm4j.training;

/** A step that would have spoilt the weights; thrown before it is taken. */
final class NotFinite extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long step;
    private final long firstPass;
    private final long lastPass;
    private final String what;
    private final double value;

    /** {@code what} was {@code value} because of one of the passes from {@code firstPass} to {@code lastPass}. */
    NotFinite(long step, long firstPass, long lastPass, String what, double value) {
        super("step " + step + ": expected finite numbers, found " + value + " (" + what + ")");
        this.step = step;
        this.firstPass = firstPass;
        this.lastPass = lastPass;
        this.what = what;
        this.value = value;
    }

    long step() {
        return step;
    }

    long firstPass() {
        return firstPass;
    }

    long lastPass() {
        return lastPass;
    }

    String what() {
        return what;
    }

    double value() {
        return value;
    }
}
