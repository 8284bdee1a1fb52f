package org.ldm4j.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/**
 * A safetensors file, open for reading: eight bytes of length, a JSON header, the values. The header is checked as a
 * whole before any tensor exists; each tensor is then read by position straight into its own memory. The file is not
 * mapped, since a mapped file that shrinks kills the process. Several threads may read at once.
 */
public final class SafetensorsFile implements TensorFile {
    private static final int LENGTH_BYTES = 8;

    private final FileBytes file;
    private final long dataStart;
    private final SafetensorsHeader header;

    private SafetensorsFile(FileBytes file, long dataStart, SafetensorsHeader header) {
        this.file = file;
        this.dataStart = dataStart;
        this.header = header;
    }

    /** Opens {@code path} and checks its header. */
    public static SafetensorsFile open(Path path) {
        return FileBytes.open(path, SafetensorsFile::open);
    }

    static SafetensorsFile open(FileBytes file) {
        requireBytes(LENGTH_BYTES, file, "a length of 8 bytes");
        ByteBuffer prefix = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.fill(prefix, 0);
        long headerBytes = prefix.getLong(0);
        if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES) {
            String found = Long.toUnsignedString(headerBytes);
            throw CheckpointException.of(
                    Code.LIMIT, "header", "at most " + SafetensorsHeader.MAX_BYTES + " bytes", found, file.path());
        }
        long dataStart = LENGTH_BYTES + headerBytes;
        requireBytes(dataStart, file, "a header of " + headerBytes + " bytes");
        ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
        file.fill(json, LENGTH_BYTES);
        return new SafetensorsFile(
                file, dataStart, SafetensorsHeader.parse(json.array(), file.length() - dataStart, file.path()));
    }

    private static void requireBytes(long needed, FileBytes file, String expected) {
        if (file.length() < needed) {
            throw CheckpointException.of(
                    Code.TRUNCATED, "file", expected, "a file of " + file.length() + " bytes", file.path());
        }
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    @Override
    public long[] shape(String name) {
        return entry(name).shape().clone();
    }

    @Override
    public String typeLabel(String name) {
        return entry(name).type().label();
    }

    @Override
    public DType dtype(String name) {
        SafetensorsEntry entry = entry(name);
        DType dtype = entry.type().dtype();
        if (dtype == null) {
            String found = entry.type().name();
            throw CheckpointException.of(
                    Code.UNSUPPORTED_DTYPE,
                    "tensor " + Names.quoted(name),
                    "a type to compute with",
                    found,
                    file.path());
        }
        return dtype;
    }

    private SafetensorsEntry entry(String name) {
        SafetensorsEntry entry = header.tensors().get(name);
        if (entry == null) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR, "tensor " + Names.quoted(name), "it", "no such name", file.path());
        }
        return entry;
    }

    @Override
    public Tensor read(String name) {
        SafetensorsEntry entry = entry(name);
        return file.tensor(dtype(name), entry.shape(), dataStart + entry.begin());
    }

    /** The texts that the writer put into the header, none if there are none. */
    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    @Override
    public String description() {
        return file.path().toString();
    }

    @Override
    public void close() {
        file.close();
    }
}
