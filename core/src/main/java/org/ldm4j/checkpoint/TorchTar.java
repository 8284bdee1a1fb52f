package org.ldm4j.checkpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.PickleMachine.Outside;
import org.ldm4j.checkpoint.PickleName.StorageClass;
import org.ldm4j.checkpoint.PickleValue.Items;
import org.ldm4j.checkpoint.PickleValue.Tuple;

/**
 * The form of {@code torch.save} in its first year: a tar archive of {@code storages}, {@code tensors} and a
 * {@code pickle} that refers to the tensors by number.
 */
final class TorchTar {
    private static final String SYSTEM = "sys_info";

    private final FileBytes file;
    private final Map<String, TarDirectory.Member> members;
    private final Map<String, TorchContent.Place> places = new HashMap<>();
    private final Map<Object, PickledStorage.View> storages = new HashMap<>();
    private final Map<Object, PickledTensor> tensors = new HashMap<>();

    private TorchTar(FileBytes file) {
        this.file = file;
        members = TarDirectory.read(file);
    }

    static TorchContent read(FileBytes file) {
        TorchTar tar = new TorchTar(file);
        tar.requireMembers();
        if (tar.members.containsKey(SYSTEM)) {
            PickleBytes in = tar.member(SYSTEM);
            TorchLegacy.requireLittleEndian(PickleMachine.run(in, Outside.NONE), in);
        }
        tar.readStorages(tar.member("storages"));
        tar.readTensors(tar.member("tensors"));
        PickleBytes in = tar.member("pickle");
        Object root = PickleMachine.run(in, tar::tensor);
        requireEnd(in);
        return new TorchContent(root, tar.places, false);
    }

    private void requireMembers() {
        List<String> needed = List.of("storages", "tensors", "pickle");
        if (!members.keySet().containsAll(needed)) {
            String found = Names.some(members.keySet());
            throw CheckpointException.of(
                    Code.NOT_A_CHECKPOINT, "tar archive", "the files " + needed, found, file.path());
        }
    }

    private PickleBytes member(String name) {
        TarDirectory.Member member = members.get(name);
        if (member == null) {
            throw new IllegalStateException(name + " was not checked");
        }
        return new PickleBytes(file, name, member.start(), member.end());
    }

    private static void requireEnd(PickleBytes in) {
        if (in.remaining() > 0) {
            throw in.refuse(Code.TRAILING_BYTES, "nothing behind it", in.remaining() + " bytes");
        }
    }

    /** How many values follow: a pickle of a number, which is believed one by one. */
    private static long count(PickleBytes in) {
        if (PickleMachine.run(in, Outside.NONE) instanceof Long count && count >= 0) {
            return count;
        }
        throw in.refuse(Code.BAD_PICKLE, "a count", "none");
    }

    private static List<Object> tuple(Object value, int size, PickleBytes in) {
        if (value instanceof Tuple tuple && tuple.items().size() == size) {
            return tuple.items();
        }
        throw in.refuse(Code.BAD_PICKLE, size + " values", PickleBuilders.kind(value));
    }

    private void readStorages(PickleBytes in) {
        for (long left = count(in); left > 0; left--) {
            List<Object> keyPlaceType = tuple(PickleMachine.run(in, Outside.NONE), 3, in);
            if (!(keyPlaceType.get(0) instanceof Long key && keyPlaceType.get(2) instanceof StorageClass type)) {
                throw in.refuse(Code.BAD_STORAGE, "a number and a storage class", "others");
            }
            PickledStorage storage = new PickledStorage(Long.toString(key), type.type(), TorchLegacy.elements(in));
            places.put(storage.key(), TorchLegacy.skipped(storage, in));
            addStorage(key, PickledStorage.View.of(storage), in);
        }
        readPieces(in);
        requireEnd(in);
    }

    private void addStorage(Object key, PickledStorage.View view, PickleBytes in) {
        if (storages.put(key, view) != null) {
            throw in.refuse(Code.BAD_STORAGE, "each storage once", "a second one");
        }
    }

    /** Storages that are pieces of others: their number, the other's, the first element and how many. */
    private void readPieces(PickleBytes in) {
        Object pieces = PickleMachine.run(in, Outside.NONE);
        if (!(pieces instanceof Items list)) {
            throw in.refuse(Code.BAD_PICKLE, "a list of pieces", PickleBuilders.kind(pieces));
        }
        for (Object piece : list.items()) {
            List<Object> parts = tuple(piece, 4, in);
            if (!(parts.get(2) instanceof Long start && parts.get(3) instanceof Long count)) {
                throw in.refuse(Code.BAD_STORAGE, "a piece of a storage", "others");
            }
            PickledStorage storage = storage(parts.get(1), in).storage();
            addStorage(parts.get(0), PickledStorage.View.of(storage, start, count, in), in);
        }
    }

    private PickledStorage.View storage(Object key, PickleBytes in) {
        PickledStorage.View view = storages.get(key);
        if (view == null) {
            throw in.refuse(Code.MISSING_ENTRY, "the number of a storage", "another");
        }
        return view;
    }

    private void readTensors(PickleBytes in) {
        for (long left = count(in); left > 0; left--) {
            List<Object> keyStorageType = tuple(PickleMachine.run(in, Outside.NONE), 3, in);
            PickledStorage.View view = storage(keyStorageType.get(1), in);
            int rank = in.i4();
            in.i4(); // the rank was once written as eight bytes
            if (rank < 0 || rank > PickledTensor.MAX_RANK) {
                throw in.refuse(
                        Code.LIMIT, "at most " + PickledTensor.MAX_RANK + " dimensions", Integer.toString(rank));
            }
            long[] shape = numbers(rank, in), strides = numbers(rank, in);
            tensors.put(
                    keyStorageType.get(0), PickledTensor.of(view, view.storage().type(), in.i8(), shape, strides, in));
        }
        requireEnd(in);
    }

    private static long[] numbers(int count, PickleBytes in) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.i8();
        }
        return numbers;
    }

    /** The tensor with the number {@code id}, which may be written as text. */
    private PickledTensor tensor(Object id, PickleBytes in) {
        Object key = id instanceof String text && text.matches("[0-9]{1,18}") ? (Object) Long.valueOf(text) : id;
        PickledTensor tensor = tensors.get(key);
        if (tensor == null) {
            throw in.refuse(Code.BAD_PERSISTENT_ID, "the number of a tensor", PickleBuilders.kind(id));
        }
        return tensor;
    }
}
