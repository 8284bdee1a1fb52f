package org.ldm4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * A file of {@code torch.save}, open for reading: a pickle that describes tensors, and storages that hold their values.
 * The pickle is read by {@link PickleMachine}, which runs nothing; all of it is checked before any tensor exists. Each
 * tensor is then read by position straight into its own memory, but tensors that share elements share their memory
 * here too. Several threads may read at once.
 */
public final class TorchFile implements TensorFile {
    private final FileBytes file;
    private final TorchContent content;
    private final FileFormat format;
    private final StateDict dict;
    private final Set<String> sharedStorages;
    private final Map<String, Tensor> shared = new HashMap<>();
    private final Set<String> sound = new HashSet<>();

    private TorchFile(FileBytes file, FileFormat format) {
        this.file = file;
        this.format = format;
        content = TorchContent.of(file, format);
        dict = StateDict.in(content.root(), file.path());
        sharedStorages = overlapping(dict.tensors().values());
    }

    /** Opens {@code path} and checks everything but the values. */
    public static TorchFile open(Path path) {
        return FileBytes.open(path, file -> open(file, FileFormat.of(file)));
    }

    static TorchFile open(FileBytes file, FileFormat format) {
        return new TorchFile(file, format);
    }

    /** Keys of the storages in which two tensors have elements in common. */
    private static Set<String> overlapping(Iterable<PickledTensor> tensors) {
        Map<String, List<PickledTensor>> byStorage = new HashMap<>();
        for (PickledTensor tensor : tensors) {
            byStorage
                    .computeIfAbsent(tensor.storage().key(), key -> new ArrayList<>(1))
                    .add(tensor);
        }
        Set<String> keys = new HashSet<>();
        byStorage.forEach((key, users) -> {
            users.sort(Comparator.comparingLong(PickledTensor::begin));
            long covered = 0;
            for (PickledTensor user : users) {
                if (user.begin() < covered && user.end() > user.begin()) {
                    keys.add(key);
                }
                covered = Math.max(covered, user.end());
            }
        });
        return keys;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(dict.tensors().keySet());
    }

    /** Texts, numbers and truth values that stand beside the tensors, such as {@code global_step}. */
    public Map<String, Object> beside() {
        return Collections.unmodifiableMap(dict.beside());
    }

    @Override
    public long[] shape(String name) {
        return tensor(name).shape().clone();
    }

    @Override
    public String typeLabel(String name) {
        return tensor(name).type().label();
    }

    @Override
    public DType dtype(String name) {
        TorchType type = tensor(name).type();
        DType dtype = type.dtype();
        if (dtype == null) {
            throw CheckpointException.of(
                    Code.UNSUPPORTED_DTYPE,
                    "tensor " + Names.quoted(name),
                    "a type to compute with",
                    type.label(),
                    file.path());
        }
        return dtype;
    }

    private PickledTensor tensor(String name) {
        PickledTensor tensor = dict.tensors().get(name);
        if (tensor == null) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR, "tensor " + Names.quoted(name), "it", "no such name", file.path());
        }
        return tensor;
    }

    @Override
    public Tensor read(String name) {
        DType type = dtype(name);
        PickledTensor tensor = tensor(name);
        if (sharedStorages.contains(tensor.storage().key())) {
            return shared(type, tensor).strided(tensor.shape(), tensor.strides(), tensor.offset());
        }
        if (tensor.isContiguous()) {
            return elements(type, tensor.storage(), tensor.begin(), tensor.shape());
        }
        return Scope.result(() -> elements(type, tensor.storage(), tensor.begin(), tensor.span())
                .strided(tensor.shape(), tensor.strides(), 0)
                .contiguous());
    }

    /** The whole storage of {@code tensor}, which stays in memory while the file is open. */
    private synchronized Tensor shared(DType type, PickledTensor tensor) {
        PickledStorage storage = tensor.storage();
        return shared.computeIfAbsent(
                storage.key() + " " + type, key -> elements(type, storage, 0, storage.bytes() / type.bytes())
                        .keep());
    }

    /** The values that lie in {@code storage} from its byte {@code begin} on. */
    private Tensor elements(DType type, PickledStorage storage, long begin, long... shape) {
        long bytes = type.bytes();
        for (long length : shape) {
            bytes *= length;
        }
        boolean whole = bytes == storage.bytes();
        if (!whole) {
            requireSound(storage);
        }
        CRC32 sum = new CRC32();
        Tensor tensor = file.tensor(type, shape, content.place(storage).position() + begin, piece -> {
            sum.update(piece);
            if (content.bigEndian()) {
                swap(piece.rewind(), type.bytes());
            }
        });
        if (whole && !matches(storage, sum)) {
            tensor.close();
            throw unsound(storage);
        }
        return tensor;
    }

    /** Turns the order of the bytes of each value. */
    private static void swap(ByteBuffer piece, int width) {
        for (int start = 0; start < piece.limit(); start += width) {
            for (int low = start, high = start + width - 1; low < high; low++, high--) {
                byte first = piece.get(low);
                piece.put(low, piece.get(high)).put(high, first);
            }
        }
    }

    /** Compares a storage of which a part is wanted with its checksum, once. */
    private synchronized void requireSound(PickledStorage storage) {
        if (!sound.contains(storage.key())) {
            CRC32 sum = file.checksum(content.place(storage).position(), storage.bytes());
            if (!matches(storage, sum)) {
                throw unsound(storage);
            }
            sound.add(storage.key());
        }
    }

    private boolean matches(PickledStorage storage, CRC32 sum) {
        Long expected = content.place(storage).checksum();
        return expected == null || expected == sum.getValue();
    }

    private CheckpointException unsound(PickledStorage storage) {
        return CheckpointException.of(
                        Code.CHECKSUM, "storage " + storage.key(), "values as they were written", "others", file.path())
                .hinting("the file is damaged; get it again");
    }

    @Override
    public String form() {
        return format.label();
    }

    @Override
    public String description() {
        return file.path().toString();
    }

    @Override
    public void close() {
        synchronized (this) {
            shared.values().forEach(Tensor::close);
            shared.clear();
        }
        file.close();
    }
}
