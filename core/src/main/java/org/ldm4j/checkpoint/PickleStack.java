package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** The memory of a pickle while it runs: a stack with marks, and values by number. */
final class PickleStack {
    private static final int MAX_DEPTH = 1000;
    private static final int MAX_VALUES = 1 << 20;
    private static final int MAX_MEMO = 5_000_000;

    private final PickleBytes in;
    private final List<Object> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    PickleStack(PickleBytes in) {
        this.in = in;
    }

    void push(Object value) {
        if (values.size() >= MAX_VALUES) {
            throw in.refuse(Code.LIMIT, "at most " + MAX_VALUES + " values that wait", "more");
        }
        if (value instanceof PickleValue.Container container) {
            requireFlat(container);
        }
        values.add(value);
    }

    /** Nesting is bounded, so that a walk over the result may be recursive. */
    void requireFlat(PickleValue.Container container) {
        if (container.depth() > MAX_DEPTH) {
            throw in.refuse(Code.LIMIT, "values nested at most " + MAX_DEPTH + " deep", "deeper ones");
        }
    }

    /** Where the values begin that may be taken: the last mark, or the bottom. */
    private int floor() {
        return marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
    }

    private int last() {
        if (values.size() <= floor()) {
            throw in.refuse(Code.BAD_PICKLE, "a value to take", "an empty stack");
        }
        return values.size() - 1;
    }

    Object pop() {
        return values.remove(last());
    }

    Object top() {
        return values.get(last());
    }

    void mark() {
        if (marks.size() >= MAX_DEPTH) {
            throw in.refuse(Code.LIMIT, "at most " + MAX_DEPTH + " open marks", "more");
        }
        marks.add(values.size());
    }

    /** Takes the last {@code count} values, or all since the last mark. */
    List<Object> pop(int count) {
        if (values.size() - count < floor()) {
            throw in.refuse(Code.BAD_PICKLE, count + " values to take", (values.size() - floor()) + " on the stack");
        }
        return popFrom(values.size() - count);
    }

    /** Takes all values since the last mark, and the mark. */
    List<Object> popToMark() {
        if (marks.isEmpty()) {
            throw in.refuse(Code.BAD_PICKLE, "a mark", "none");
        }
        return popFrom(marks.remove(marks.size() - 1));
    }

    private List<Object> popFrom(int start) {
        List<Object> tail = values.subList(start, values.size());
        List<Object> taken = List.copyOf(tail);
        tail.clear();
        return taken;
    }

    /** Remembers the top under {@code index}, which sizes nothing. */
    void remember(long index) {
        if (memo.size() >= MAX_MEMO) {
            throw in.refuse(Code.LIMIT, "at most " + MAX_MEMO + " remembered values", "more");
        }
        memo.put(index, top());
    }

    /** Remembers the top under the next number. */
    void remember() {
        remember(memo.size());
    }

    void recall(long index) {
        Object value = memo.get(index);
        if (value == null) {
            throw in.refuse(Code.BAD_MEMO, "a value that was remembered before", "number " + index);
        }
        push(value);
    }
}
