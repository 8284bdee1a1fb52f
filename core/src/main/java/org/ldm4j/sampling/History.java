package org.ldm4j.sampling;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.ldm4j.tensor.Tensor;

/** The last few tensors of a multistep method; they outlive the scopes of the steps that made them. */
final class History implements AutoCloseable {
    private final int capacity;
    private final Deque<Tensor> newestFirst = new ArrayDeque<>();

    History(int capacity) {
        this.capacity = capacity;
    }

    /** Adds a tensor and drops the oldest if there are too many. */
    void push(Tensor tensor) {
        newestFirst.addFirst(tensor.share().keep());
        if (newestFirst.size() > capacity) {
            newestFirst.removeLast().close();
        }
    }

    /** The tensor that was pushed {@code age} pushes before the newest. */
    Tensor get(int age) {
        Iterator<Tensor> tensors = newestFirst.iterator();
        for (int i = 0; i < age; i++) {
            tensors.next();
        }
        return tensors.next();
    }

    int size() {
        return newestFirst.size();
    }

    boolean isEmpty() {
        return newestFirst.isEmpty();
    }

    @Override
    public void close() {
        newestFirst.forEach(Tensor::close);
        newestFirst.clear();
    }
}
