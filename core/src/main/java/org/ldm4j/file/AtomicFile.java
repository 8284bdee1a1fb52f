package org.ldm4j.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes a file so that at every moment either the old content or the whole new one is there, also after a power cut:
 * a temporary file in the same folder, synced to disk, renamed over the target, and the folder synced.
 */
public final class AtomicFile {
    /** What to write; the channel is at its beginning. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel file) throws IOException;
    }

    private AtomicFile() {}

    /** Replaces {@code target} by {@code content}; when that fails, no trace remains. */
    public static void write(Path target, Content content) throws IOException {
        Path temporary = siblingOf(target);
        try {
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(file);
                file.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folderOf(target));
    }

    /** A hidden name beside {@code target} that nobody uses; short, since the target's may be as long as names can be. */
    static Path siblingOf(Path target) {
        return folderOf(target).resolve(".tmp-" + UUID.randomUUID());
    }

    static Path folderOf(Path target) {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("target (" + target + ") must be below a folder");
        }
        return folder;
    }

    /** Makes the names in {@code folder} durable; Windows cannot open a folder and keeps names durable by itself. */
    static void sync(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
