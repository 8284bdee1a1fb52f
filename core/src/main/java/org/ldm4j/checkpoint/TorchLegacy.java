package org.ldm4j.checkpoint;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleValue.Dict;
import org.ldm4j.checkpoint.PickleValue.Items;

/**
 * The form of {@code torch.save} before 1.6: pickles of a magic number, a version, the writer's machine, the content
 * and the keys of the storages, and then each storage as its number of elements and its bytes.
 */
final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long VERSION = 1001;
    private static final long MAX_COUNT = (1L << 48) - 1;

    private TorchLegacy() {}

    static TorchContent read(FileBytes file) {
        PickleBytes in = new PickleBytes(file, "pickle", 0, file.length());
        requireHead(in);
        StorageIds ids = new StorageIds();
        Object root = PickleMachine.run(in, ids);
        Object keys = PickleMachine.run(in, PickleMachine.Outside.NONE);
        if (!(keys instanceof Items list)) {
            throw in.refuse(Code.BAD_PICKLE, "the keys of the storages", PickleBuilders.kind(keys));
        }
        Map<String, TorchContent.Place> places = new HashMap<>();
        Map<String, PickledStorage> storages = new LinkedHashMap<>(ids.storages());
        for (Object key : list.items()) {
            PickledStorage storage = storages.remove(key);
            if (storage == null) {
                throw in.refuse(Code.BAD_STORAGE, "keys of the pickle's storages, each once", "another");
            }
            places.put(storage.key(), place(storage, in));
        }
        if (!storages.isEmpty()) {
            String missing = Names.some(storages.keySet());
            throw in.refuse(Code.MISSING_ENTRY, "all storages of the pickle", "none of " + missing);
        }
        if (in.remaining() > 0) {
            throw in.refuse(Code.TRAILING_BYTES, "nothing behind the storages", in.remaining() + " bytes");
        }
        return new TorchContent(root, places, false);
    }

    private static void requireHead(PickleBytes in) {
        if (!MAGIC.equals(PickleMachine.run(in, PickleMachine.Outside.NONE))) {
            throw in.refuse(Code.UNKNOWN_FORMAT, "a pickle with torch's magic number", "another pickle");
        }
        Object version = PickleMachine.run(in, PickleMachine.Outside.NONE);
        if (!version.equals(VERSION)) {
            throw in.refuse(Code.BAD_PROTOCOL, "version " + VERSION, "another");
        }
        requireLittleEndian(PickleMachine.run(in, PickleMachine.Outside.NONE), in);
    }

    /** The writer's machine: sizes of its integers, which torch never looks at, and its order of bytes. */
    static void requireLittleEndian(Object system, PickleBytes in) {
        Object little = system instanceof Dict dict ? dict.entries().get("little_endian") : null;
        if (!Boolean.TRUE.equals(little)) {
            boolean big = Boolean.FALSE.equals(little);
            throw in.refuse(
                    big ? Code.UNSUPPORTED : Code.BAD_PICKLE,
                    "values with the low byte first",
                    big ? "a file of a machine that writes the high byte first" : "no word about their order");
        }
    }

    private static TorchContent.Place place(PickledStorage storage, PickleBytes in) {
        long count = elements(in);
        if (count != storage.count()) {
            throw in.refuse(Code.SIZE_MISMATCH, "a storage of " + storage.count() + " elements", Long.toString(count));
        }
        return skipped(storage, in);
    }

    /** The number of elements that stands before them. */
    static long elements(PickleBytes in) {
        long count = in.i8();
        if (count < 0) {
            throw in.refuse(Code.BAD_STORAGE, "a number of elements", Long.toString(count));
        }
        if (count > MAX_COUNT) {
            throw in.refuse(Code.LIMIT, "a storage of less than 2^48 elements", Long.toString(count));
        }
        return count;
    }

    /** The place of the {@code storage} whose bytes come next. */
    static TorchContent.Place skipped(PickledStorage storage, PickleBytes in) {
        if (storage.bytes() > in.remaining()) {
            throw in.refuse(
                    Code.TRUNCATED, "a storage of " + storage.bytes() + " bytes", "the end after " + in.remaining());
        }
        TorchContent.Place place = new TorchContent.Place(in.position(), null);
        in.skipTo(in.position() + storage.bytes());
        return place;
    }
}
