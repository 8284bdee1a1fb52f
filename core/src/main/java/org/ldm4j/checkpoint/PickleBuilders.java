package org.ldm4j.checkpoint;

import java.util.List;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleValue.Dict;
import org.ldm4j.checkpoint.PickleValue.Items;
import org.ldm4j.checkpoint.PickleValue.Opaque;
import org.ldm4j.checkpoint.PickleValue.Tuple;

/** What the few known functions of a pickle make of their arguments. */
final class PickleBuilders {
    private static final int MAX_COPIED = 1_000_000;

    private final PickleBytes in;
    private int copied;

    PickleBuilders(PickleBytes in) {
        this.in = in;
    }

    /** What kind of value it is, for messages. */
    static String kind(Object value) {
        return value instanceof String ? "a text" : "a " + value.getClass().getSimpleName();
    }

    /** Puts an entry into {@code dict}. */
    static void put(Dict dict, Object key, Object value, PickleBytes in) {
        if (key instanceof Items || key instanceof Dict) {
            throw in.refuse(Code.BAD_PICKLE, "a key that never changes", "a list or dictionary");
        }
        if (dict.put(key, value) != null && key instanceof String name) {
            throw in.refuse(Code.DUPLICATE_NAME, "each key once", "a second " + Names.quoted(name));
        }
    }

    Object make(Object function, Object arguments) {
        if (!(arguments instanceof Tuple tuple)) {
            throw refuse("a tuple of arguments", arguments);
        }
        if (function instanceof PickleName.Builder builder) {
            return build(builder, tuple.items());
        }
        if (function instanceof PickleName.Inert name) {
            Opaque opaque = new Opaque(name);
            opaque.hold(tuple);
            return opaque;
        }
        throw refuse("a function of torch", function);
    }

    private Object build(PickleName.Builder builder, List<Object> arguments) {
        return switch (builder) {
            case ORDERED_DICT -> dict(arguments);
            case DEFAULT_DICT -> new Dict(true);
            case SIZE, PARAMETER, ENCODE -> first(arguments);
            case TENSOR, TENSOR_V2 -> tensor(arguments);
            case TENSOR_V3 -> tensorOfType(arguments);
            case TENSOR_OF_TYPE -> make(first(arguments), at(arguments, 2, Tuple.class));
        };
    }

    /**
     * A dictionary, of the pairs in the argument if there is one, as Python 2 wrote them. Only here is a value copied, so
     * that a few bytes could do it over and over.
     */
    private Dict dict(List<Object> arguments) {
        Dict dict = new Dict(true);
        for (Object pair : arguments.isEmpty() ? List.of() : items(first(arguments))) {
            if (++copied > MAX_COPIED) {
                throw in.refuse(Code.LIMIT, "at most " + MAX_COPIED + " pairs", "more");
            }
            List<Object> keyAndValue = items(pair);
            if (keyAndValue.size() != 2) {
                throw in.refuse(Code.BAD_REDUCE, "a key with a value", keyAndValue.size() + " values");
            }
            put(dict, keyAndValue.get(0), keyAndValue.get(1), in);
        }
        return dict;
    }

    private List<Object> items(Object value) {
        if (value instanceof Items list) {
            return list.items();
        }
        if (value instanceof Tuple tuple) {
            return tuple.items();
        }
        throw refuse("a list", value);
    }

    private Object first(List<Object> arguments) {
        return at(arguments, 0, Object.class);
    }

    private <T> T at(List<Object> arguments, int index, Class<T> type) {
        if (arguments.size() <= index) {
            throw in.refuse(
                    Code.BAD_REDUCE, "at least " + (index + 1) + " arguments", Integer.toString(arguments.size()));
        }
        if (!type.isInstance(arguments.get(index))) {
            throw refuse("a " + type.getSimpleName() + " as argument " + (index + 1), arguments.get(index));
        }
        return type.cast(arguments.get(index));
    }

    /** Arguments: storage, offset, sizes, strides, and things that do not matter here. */
    private PickledTensor tensor(List<Object> arguments) {
        var view = at(arguments, 0, PickledStorage.View.class);
        return tensor(arguments, view, view.storage().type());
    }

    /** Arguments as before, and the element type as the seventh. */
    private PickledTensor tensorOfType(List<Object> arguments) {
        var view = at(arguments, 0, PickledStorage.View.class);
        return tensor(
                arguments, view, at(arguments, 6, PickleName.ElementType.class).type());
    }

    private PickledTensor tensor(List<Object> arguments, PickledStorage.View view, TorchType type) {
        long offset = at(arguments, 1, Long.class);
        long[] shape = numbers(at(arguments, 2, Tuple.class)), strides = numbers(at(arguments, 3, Tuple.class));
        return PickledTensor.of(view, type, offset, shape, strides, in);
    }

    private long[] numbers(Tuple tuple) {
        if (tuple.items().size() > PickledTensor.MAX_RANK) {
            String found = Integer.toString(tuple.items().size());
            throw in.refuse(Code.LIMIT, "tensors of at most " + PickledTensor.MAX_RANK + " dimensions", found);
        }
        for (Object item : tuple.items()) {
            if (!(item instanceof Long)) {
                throw refuse("whole numbers", item);
            }
        }
        return tuple.items().stream().mapToLong(item -> (Long) item).toArray();
    }

    private CheckpointException refuse(String expected, Object found) {
        return in.refuse(Code.BAD_REDUCE, expected, kind(found));
    }
}
