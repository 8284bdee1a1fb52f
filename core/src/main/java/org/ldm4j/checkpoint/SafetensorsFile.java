package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, FileChannel channel, long dataStart, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.dataStart = dataStart;
        this.header = header;
    }

    /** Opens {@code path} and checks its header. */
    public static SafetensorsFile open(Path path) {
        try {
            TensorFiles.requireRegular(path);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return open(path, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    private static SafetensorsFile open(Path path, FileChannel channel) throws IOException {
        long fileBytes = channel.size();
        requireBytes(LENGTH_BYTES, fileBytes, "a length of 8 bytes", path);
        ByteBuffer prefix = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(prefix, channel, 0, path);
        long headerBytes = prefix.getLong(0);
        if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES) {
            String found = Long.toUnsignedString(headerBytes);
            throw CheckpointException.of(
                    Code.LIMIT, "header", "at most " + SafetensorsHeader.MAX_BYTES + " bytes", found, path);
        }
        long dataStart = LENGTH_BYTES + headerBytes;
        requireBytes(dataStart, fileBytes, "a header of " + headerBytes + " bytes", path);
        ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
        fill(json, channel, LENGTH_BYTES, path);
        return new SafetensorsFile(
                path, channel, dataStart, SafetensorsHeader.parse(json.array(), fileBytes - dataStart, path));
    }

    private static void requireBytes(long needed, long fileBytes, String expected, Path path) {
        if (fileBytes < needed) {
            throw CheckpointException.of(Code.TRUNCATED, "file", expected, "a file of " + fileBytes + " bytes", path);
        }
    }

    /** Fills {@code buffer} to its limit from {@code position} on. */
    private static void fill(ByteBuffer buffer, FileChannel channel, long position, Path path) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int count = channel.read(buffer, at);
            if (count < 0) {
                throw CheckpointException.of(
                        Code.TRUNCATED, "file", "its length to stay as it was", "an end at byte " + at, path);
            }
            at += count;
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
                    Code.UNSUPPORTED_DTYPE, "tensor " + Names.quoted(name), "a type to compute with", found, path);
        }
        return dtype;
    }

    private SafetensorsEntry entry(String name) {
        SafetensorsEntry entry = header.tensors().get(name);
        if (entry == null) {
            throw CheckpointException.of(
                    Code.MISSING_TENSOR, "tensor " + Names.quoted(name), "it", "no such name", path);
        }
        return entry;
    }

    @Override
    public Tensor read(String name) {
        DType dtype = dtype(name);
        SafetensorsEntry entry = entry(name);
        long[] position = {dataStart + entry.begin()};
        try {
            return Tensor.filled(dtype, entry.shape(), piece -> {
                int bytes = piece.remaining();
                fill(piece, channel, position[0], path);
                position[0] += bytes;
                if (dtype == DType.BOOL) {
                    normaliseBools(piece.flip());
                }
            });
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    /** Bytes other than 0 and 1 in a bool tensor are undefined behaviour. */
    private static void normaliseBools(ByteBuffer piece) {
        for (int i = piece.position(); i < piece.limit(); i++) {
            if (piece.get(i) != 0) {
                piece.put(i, (byte) 1);
            }
        }
    }

    /** The texts that the writer put into the header, none if there are none. */
    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    @Override
    public String description() {
        return path.toString();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }
}
