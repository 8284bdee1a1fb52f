package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleName.StorageClass;
import org.ldm4j.checkpoint.PickleValue.Tuple;

/**
 * The storages that a pickle refers to, each as a tuple: "storage", its class, key, place and number of elements, and
 * in old files the piece that is meant. The place was a device of the writer and says nothing to us.
 */
final class StorageIds implements PickleMachine.Outside {
    /** A key becomes the name of an entry, so it may not be a path. */
    private static final Pattern KEY = Pattern.compile("[0-9]{1,20}");

    private final Map<String, PickledStorage> storages = new LinkedHashMap<>();

    /** All storages by key. */
    Map<String, PickledStorage> storages() {
        return storages;
    }

    @Override
    public PickledStorage.View value(Object id, PickleBytes in) {
        List<Object> parts = id instanceof Tuple tuple ? tuple.items() : List.of();
        if (parts.size() < 5 || !parts.get(0).equals("storage")) {
            throw in.refuse(Code.BAD_PERSISTENT_ID, "the description of a storage", PickleBuilders.kind(id));
        }
        if (!(parts.get(1) instanceof StorageClass type)) {
            throw refuse(in, "a storage class", parts.get(1));
        }
        PickledStorage storage = storage(key(parts.get(2), in), type.type(), count(parts.get(4), in), in);
        return parts.size() > 5 && parts.get(5) instanceof Tuple piece
                ? piece(storage, piece.items(), in)
                : PickledStorage.View.of(storage);
    }

    private static String key(Object key, PickleBytes in) {
        if (key instanceof String text && KEY.matcher(text).matches()) {
            return text;
        }
        throw in.refuse(
                Code.BAD_STORAGE,
                "a key of digits",
                key instanceof String text ? Names.quoted(text) : PickleBuilders.kind(key));
    }

    private static long count(Object count, PickleBytes in) {
        if (count instanceof Long number && number >= 0) {
            return number;
        }
        throw refuse(in, "a number of elements", count);
    }

    private PickledStorage storage(String key, TorchType type, long count, PickleBytes in) {
        if (count > Long.MAX_VALUE / type.bytes()) {
            throw in.refuse(Code.LIMIT, "a storage below 2^63 bytes", count + " elements");
        }
        PickledStorage storage = new PickledStorage(key, type, count);
        PickledStorage known = storages.putIfAbsent(key, storage);
        if (known != null && !known.equals(storage)) {
            throw in.refuse(
                    Code.BAD_STORAGE,
                    known.count() + " elements of " + known.type().label() + " as before",
                    count + " of " + type.label());
        }
        return storage;
    }

    /** A piece: its own key, its first element, its number of elements. */
    private static PickledStorage.View piece(PickledStorage storage, List<Object> piece, PickleBytes in) {
        if (piece.size() == 3 && piece.get(1) instanceof Long start && piece.get(2) instanceof Long count) {
            return PickledStorage.View.of(storage, start, count, in);
        }
        throw in.refuse(Code.BAD_STORAGE, "a piece of a storage", piece.size() + " values");
    }

    private static CheckpointException refuse(PickleBytes in, String expected, Object found) {
        String shown = found instanceof Long number ? Long.toString(number) : PickleBuilders.kind(found);
        return in.refuse(Code.BAD_STORAGE, expected, shown);
    }
}
