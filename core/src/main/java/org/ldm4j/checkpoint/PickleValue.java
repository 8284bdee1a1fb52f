package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pickle builds beside texts, bytes and numbers. Such a value is equal to itself only: a pickle can make values
 * that hold themselves, or a thousand paths to the same one, and nothing here walks along them.
 */
sealed interface PickleValue {
    /** Python's None. */
    enum None implements PickleValue {
        NONE
    }

    /** A value that holds values; it knows how deep they were nested when they were put in. */
    abstract sealed class Container implements PickleValue {
        private int depth = 1;

        final int depth() {
            return depth;
        }

        /** Takes note of a value that is put in. */
        final void hold(Object value) {
            if (value instanceof Container inner) {
                depth = Math.max(depth, inner.depth + 1);
            }
        }
    }

    /** A tuple, which never changes. */
    final class Tuple extends Container {
        private final List<Object> items;

        Tuple(List<Object> items) {
            this.items = List.copyOf(items);
            items.forEach(this::hold);
        }

        List<Object> items() {
            return items;
        }
    }

    /** A list or a set. */
    final class Items extends Container {
        private final List<Object> items = new ArrayList<>(0);

        void add(Object value) {
            hold(value);
            items.add(value);
        }

        List<Object> items() {
            return items;
        }
    }

    /** A dictionary; one that a class made may get attributes, which the plain one of Python cannot have. */
    final class Dict extends Container {
        private final Map<Object, Object> entries = new LinkedHashMap<>(4);
        private final boolean ofClass;

        Dict(boolean ofClass) {
            this.ofClass = ofClass;
        }

        /** Puts an entry in and returns the one that it replaced. */
        @Nullable
        Object put(Object key, Object value) {
            hold(key);
            hold(value);
            return entries.put(key, value);
        }

        Map<Object, Object> entries() {
            return entries;
        }

        boolean ofClass() {
            return ofClass;
        }
    }

    /** An object of a class that is known by its name only. */
    final class Opaque extends Container {
        private final PickleName.Inert name;
        private Object state = None.NONE;

        Opaque(PickleName.Inert name) {
            this.name = name;
        }

        PickleName.Inert name() {
            return name;
        }

        Object state() {
            return state;
        }

        void setState(Object state) {
            hold(state);
            this.state = state;
        }
    }
}
