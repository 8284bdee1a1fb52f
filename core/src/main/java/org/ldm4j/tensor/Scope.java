package org.ldm4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Frees native tensors deterministically. Scopes nest and belong to one thread; a tensor made while a scope is
 * open is freed when it closes, unless it was {@linkplain Tensor#keep() kept} or
 * {@linkplain #result(Supplier) returned}.
 */
public final class Scope implements AutoCloseable {
    private static final ThreadLocal<@Nullable Scope> INNERMOST = new ThreadLocal<>();
    private static final AtomicLong LIVE = new AtomicLong();

    private final @Nullable Scope outer = INNERMOST.get();
    private final Thread thread = Thread.currentThread();
    private final List<Tensor> tensors = new ArrayList<>();

    private Scope() {
        INNERMOST.set(this);
    }

    /** Opens a scope inside the current one; use it with try-with-resources. */
    public static Scope open() {
        return new Scope();
    }

    /** Runs {@code body} and frees every tensor that it made, except the one it returns, which moves outwards. */
    public static Tensor result(Supplier<Tensor> body) {
        try (Scope scope = open()) {
            Tensor result = body.get();
            scope.moveOut(result);
            return result;
        }
    }

    /** Number of native tensors that this process holds at the moment, kept ones included. */
    public static long liveTensors() {
        return LIVE.get();
    }

    static void adopt(Tensor tensor) {
        Scope scope = INNERMOST.get();
        if (scope == null) {
            tensor.raw.deallocate();
            throw new IllegalStateException(
                    "a tensor was made outside any Scope and would never be freed; open one: try (Scope s = Scope.open())");
        }
        LIVE.incrementAndGet();
        scope.add(tensor);
    }

    static void freed() {
        LIVE.decrementAndGet();
    }

    private void add(Tensor tensor) {
        tensor.owner = this;
        tensors.add(tensor);
    }

    private void moveOut(Tensor tensor) {
        if (tensor.owner == this) {
            if (outer == null) {
                tensor.owner = null;
            } else {
                outer.add(tensor);
            }
        }
    }

    @Override
    public void close() {
        if (INNERMOST.get() != this) {
            throw new IllegalStateException(
                    "a Scope must be closed by the thread that opened it, innermost first (opened by "
                            + thread.getName() + ")");
        }
        if (outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(outer);
        }
        for (Tensor tensor : tensors) {
            if (tensor.owner == this) {
                tensor.close();
            }
        }
    }
}
