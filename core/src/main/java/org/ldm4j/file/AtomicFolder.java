package org.ldm4j.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes a folder of files so that it is either absent or complete: a temporary folder beside it, everything in it
 * synced to disk, renamed, and the parent synced.
 */
public final class AtomicFolder {
    /** Writes the files; the folder is empty. */
    @FunctionalInterface
    public interface Content {
        void writeTo(Path folder) throws IOException;
    }

    private AtomicFolder() {}

    /** Makes the folder {@code target}, which must not exist or be empty; when that fails, no trace remains. */
    public static void create(Path target, Content content) throws IOException {
        if (Files.exists(target) && !isEmptyFolder(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        build(target, content, temporary -> Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE));
    }

    /**
     * Makes the folder {@code target} in place of an older one, which is deleted afterwards. There is a moment between
     * two renames at which only the hidden copies exist.
     */
    public static void replace(Path target, Content content) throws IOException {
        build(target, content, temporary -> {
            Path old = AtomicFile.siblingOf(target);
            if (Files.exists(target)) {
                Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            delete(old);
        });
    }

    private static void build(Path target, Content content, Content publish) throws IOException {
        Path temporary = AtomicFile.siblingOf(target);
        try {
            Files.createDirectory(temporary);
            content.writeTo(temporary);
            sync(temporary);
            publish.writeTo(temporary);
        } finally {
            delete(temporary);
        }
        AtomicFile.sync(AtomicFile.folderOf(target));
    }

    private static boolean isEmptyFolder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        }
    }

    private static void sync(Path folder) throws IOException {
        for (Path path : innermostFirst(folder)) {
            if (Files.isDirectory(path)) {
                AtomicFile.sync(path);
            } else {
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    file.force(true);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path path : innermostFirst(folder)) {
                Files.delete(path);
            }
        }
    }

    private static List<Path> innermostFirst(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
