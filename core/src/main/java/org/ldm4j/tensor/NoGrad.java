package org.ldm4j.tensor;

import org.bytedeco.pytorch.GradMode;

/** While open, operations of this thread record nothing for {@link Tensor#backward()}. */
public final class NoGrad implements AutoCloseable {
    private final boolean before;

    private NoGrad() {
        Engine.load();
        before = GradMode.is_enabled();
        GradMode.set_enabled(false);
    }

    public static NoGrad open() {
        return new NoGrad();
    }

    /** Whether this thread records nothing. */
    public static boolean isOpen() {
        return !GradMode.is_enabled();
    }

    @Override
    public void close() {
        GradMode.set_enabled(before);
    }
}
