package org.ldm4j.task;

import java.util.ArrayDeque;
import java.util.Deque;
import org.ldm4j.tensor.Tensor;

/** What lives as long as a run, outside every scope: tensors, samplers, generators. */
final class Holdings implements AutoCloseable {
    private final Deque<Runnable> closers = new ArrayDeque<>();

    /** Takes the tensor out of its scope. */
    Tensor keep(Tensor tensor) {
        tensor.keep();
        closers.push(tensor::close);
        return tensor;
    }

    /** Calls {@code closer} at the end, after those of everything held later. */
    <T> T hold(T resource, Runnable closer) {
        closers.push(closer);
        return resource;
    }

    @Override
    public void close() {
        while (!closers.isEmpty()) {
            closers.pop().run();
        }
    }
}
