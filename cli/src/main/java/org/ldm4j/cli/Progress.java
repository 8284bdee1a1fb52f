package org.ldm4j.cli;

/** How far a piece of work is. */
interface Progress extends AutoCloseable {
    /** Tells nobody. */
    Progress NONE = () -> {};

    /** One more step is done. */
    void step();

    @Override
    default void close() {}
}
