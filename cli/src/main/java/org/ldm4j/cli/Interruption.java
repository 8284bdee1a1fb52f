package org.ldm4j.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Ctrl-C while pictures are made: ends the process at once, except that a file which is being written is finished first.
 */
final class Interruption implements AutoCloseable {
    private static final ReentrantLock WRITING = new ReentrantLock();
    private static final AtomicBoolean WATCHING = new AtomicBoolean();
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private Interruption() {}

    /** From now until it is closed, an end that comes from outside is an interruption. */
    static Interruption watch() {
        WATCHING.set(true);
        if (INSTALLED.compareAndSet(false, true)) {
            Runtime.getRuntime().addShutdownHook(new Thread(Interruption::end, "interruption"));
        }
        return new Interruption();
    }

    private static void end() {
        if (WATCHING.get()) {
            WRITING.lock(); // never given back: no file is begun any more
            System.err.println("interrupted");
            Runtime.getRuntime().halt(Exit.INTERRUPTED.code());
        }
    }

    /** Something that writes, and fails with {@code E}. */
    interface Writing<E extends Exception> {
        void run() throws E;
    }

    /** Runs a piece of writing that is not to be cut. */
    static <E extends Exception> void whole(Writing<E> writing) throws E {
        WRITING.lock();
        try {
            writing.run();
        } finally {
            WRITING.unlock();
        }
    }

    @Override
    public void close() {
        WATCHING.set(false);
    }
}
