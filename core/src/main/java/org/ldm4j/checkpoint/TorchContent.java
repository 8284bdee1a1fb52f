package org.ldm4j.checkpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a file of {@code torch.save} holds, whatever its form.
 *
 * @param root the value of the pickle
 * @param places where the storages lie, by key; each as long as the pickle says
 * @param bigEndian whether the high byte of a value comes first
 */
record TorchContent(Object root, Map<String, Place> places, boolean bigEndian) {
    /** Where the bytes of a storage begin in the file, and their checksum if the file has one. */
    record Place(long position, @Nullable Long checksum) {}

    /** Reads everything but the values. */
    static TorchContent of(FileBytes file, FileFormat format) {
        return switch (format) {
            case TORCH_ZIP -> TorchZip.read(file);
            case TORCH_LEGACY -> TorchLegacy.read(file);
            case TORCH_TAR -> TorchTar.read(file);
            case SAFETENSORS -> throw new IllegalArgumentException("format (" + format + ") must be one of torch's");
        };
    }

    Place place(PickledStorage storage) {
        Place place = places.get(storage.key());
        if (place == null) {
            throw new IllegalStateException("storage " + storage.key() + " was not checked");
        }
        return place;
    }
}
