package org.ldm4j.checkpoint;

import org.ldm4j.checkpoint.CheckpointException.Code;

/** A run of elements of one type that lies outside the pickle, under a key. */
record PickledStorage(String key, TorchType type, long count) {
    long bytes() {
        return Math.multiplyExact(count, type.bytes());
    }

    /** A piece of a storage, as the pickles of old torch versions have them; mostly all of it. */
    record View(PickledStorage storage, long start, long count) {
        static View of(PickledStorage storage) {
            return new View(storage, 0, storage.count);
        }

        static View of(PickledStorage storage, long start, long count, PickleBytes in) {
            if (start < 0 || count < 0 || start > storage.count || count > storage.count - start) {
                String found = count + " from " + start + " on";
                throw in.refuse(Code.BAD_VIEW, "a piece of " + storage.count + " elements", found);
            }
            return new View(storage, start, count);
        }
    }
}
