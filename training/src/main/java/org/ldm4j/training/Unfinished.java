package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Hidden names of what is being written or deleted, as AtomicFile and AtomicFolder give them. */
final class Unfinished {
    private static final String PREFIX = ".tmp-";

    private Unfinished() {}

    static Path in(Path folder, String name) {
        return folder.resolve(PREFIX + name);
    }

    static void sweep(Path folder) throws IOException {
        for (Path path : list(folder)) {
            if (path.getFileName().toString().startsWith(PREFIX)) {
                delete(path);
            }
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /** Deletes a file, a link or a whole folder, if it is there. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> inside = Files.walk(path)) {
            for (Path file : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
