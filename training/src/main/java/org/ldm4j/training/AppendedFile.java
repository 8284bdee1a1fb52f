package org.ldm4j.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that only grows. What cannot be written, because the disk is full, is kept and tried again with the next
 * flush, so that a full disk costs a run nothing.
 */
final class AppendedFile implements AutoCloseable {
    private final FileChannel channel;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long end;

    /** Goes on at the end of {@code file}, which is made if there is none. */
    AppendedFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        end = channel.size();
    }

    void add(byte[] bytes) {
        waiting.writeBytes(bytes);
    }

    /** Writes everything that waits, or nothing of it. */
    void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(waiting.toByteArray());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, end + bytes.position());
            }
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
        end += bytes.position();
        waiting.reset();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            flush();
        }
    }
}
