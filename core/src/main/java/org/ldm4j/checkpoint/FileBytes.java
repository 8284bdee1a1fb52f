package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/**
 * An open file that is read by position: one handle for checking and for reading, so that the path cannot be given to
 * another file in between. It is not mapped, since a mapped file that shrinks kills the process.
 */
final class FileBytes implements AutoCloseable {
    /** What reads a file when it is opened. */
    @FunctionalInterface
    interface Opening<T> {
        T of(FileBytes file) throws IOException;
    }

    private static final int PIECE = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long length;

    private FileBytes(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        length = channel.size();
    }

    /** Opens {@code path} and gives it to {@code opening}; the file is closed again if that fails. */
    static <T> T open(Path path, Opening<T> opening) {
        TensorFiles.requireRegular(path);
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            try {
                return opening.of(new FileBytes(path, channel));
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    Path path() {
        return path;
    }

    /** Length when the file was opened. */
    long length() {
        return length;
    }

    /** Fills {@code buffer} to its limit from {@code position} on. */
    void fill(ByteBuffer buffer, long position) {
        long at = position;
        try {
            while (buffer.hasRemaining()) {
                int count = channel.read(buffer, at);
                if (count < 0) {
                    throw changed("an end at byte " + at);
                }
                at += count;
            }
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    /** The checksum of {@code count} bytes from {@code position} on. */
    CRC32 checksum(long position, long count) {
        CRC32 sum = new CRC32();
        ByteBuffer piece = ByteBuffer.allocateDirect((int) Math.min(count, PIECE));
        for (long done = 0; done < count; done += piece.limit()) {
            piece.clear().limit((int) Math.min(count - done, PIECE));
            fill(piece, position + done);
            sum.update(piece.flip());
        }
        return sum;
    }

    private CheckpointException changed(String found) {
        return CheckpointException.of(Code.DAMAGED, "file", "its length to stay " + length + " bytes", found, path);
    }

    private void requireUnchanged() {
        try {
            long now = channel.size();
            if (now != length) {
                throw changed(now + " bytes");
            }
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    /** Reads values that lie row by row from {@code position} on, straight into the memory of a tensor. */
    Tensor tensor(DType type, long[] shape, long position) {
        return tensor(type, shape, position, piece -> {});
    }

    /** As above; {@code visitor} sees the bytes as they are in the file and may change them. */
    Tensor tensor(DType type, long[] shape, long position, Tensor.Bytes<CheckpointException> visitor) {
        requireUnchanged();
        long[] at = {position};
        return Tensor.filled(type, shape, piece -> {
            fill(piece, at[0]);
            at[0] += piece.limit();
            visitor.accept(piece.flip());
            if (type == DType.BOOL) {
                normaliseBools(piece.rewind());
            }
        });
    }

    /** Bytes other than 0 and 1 in a bool tensor are undefined behaviour. */
    private static void normaliseBools(ByteBuffer piece) {
        for (int i = 0; i < piece.limit(); i++) {
            if (piece.get(i) != 0) {
                piece.put(i, (byte) 1);
            }
        }
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
