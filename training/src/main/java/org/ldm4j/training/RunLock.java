package org.ldm4j.training;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second trainer out of a run folder. The operating system gives the lock back when its holder ends, however it
 * ends; the file stays and says who held it.
 */
final class RunLock implements AutoCloseable {
    /** Locked byte, behind the text, which others must be able to read where locks are mandatory. */
    private static final long PLACE = 1 << 10;

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    static RunLock take(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            try (channel) {
                throw TrainingException.refused(
                        "output: expected a run folder that nobody trains in, found one held by " + holder(channel)
                                + " (" + file.toAbsolutePath().getParent() + ")");
            }
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(me().getBytes(StandardCharsets.UTF_8)), 0);
        return new RunLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(PLACE, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String me() {
        return "process " + ProcessHandle.current().pid() + " on " + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "this machine";
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate((int) PLACE);
        int length = Math.max(0, channel.read(text, 0));
        String holder = new String(text.array(), 0, length, StandardCharsets.UTF_8);
        return holder.matches("process \\d+ on [\\w.\\- ]+") ? holder : "another process";
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
