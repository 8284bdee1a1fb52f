package org.ldm4j.cli.bench;

/** A piece of work that can be repeated, with all that it needs already made. */
public interface Workload extends AutoCloseable {
    /** Does the work once; {@link Measurement} times exactly this. */
    void run();

    @Override
    default void close() {}
}
