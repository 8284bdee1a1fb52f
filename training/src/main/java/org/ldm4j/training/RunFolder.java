package org.ldm4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ldm4j.file.AtomicFolder;

/**
 * The folder of a run: {@code config.yaml}, {@code checkpoints/step-N}, {@code checkpoints/last} (a link to the newest),
 * {@code metrics.csv}, {@code samples/}.
 */
final class RunFolder {
    private static final String PREFIX = "step-";
    /** How {@link AtomicFolder} names what it has not finished. */
    private static final String UNFINISHED = ".tmp-";

    private final Path root;

    RunFolder(Path root) {
        this.root = root;
        try {
            Files.createDirectories(checkpoints());
            Files.createDirectories(samples());
            deleteUnfinished();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path config() {
        return root.resolve("config.yaml");
    }

    Path metrics() {
        return root.resolve("metrics.csv");
    }

    Path samples() {
        return root.resolve("samples");
    }

    Path last() {
        return checkpoints().resolve("last");
    }

    private Path checkpoints() {
        return root.resolve("checkpoints");
    }

    /**
     * Adds checkpoint {@code step}, complete or not at all, points {@code last} at it and deletes all but the newest
     * {@code keep}.
     */
    Path addCheckpoint(long step, int keep, AtomicFolder.Content content) throws IOException {
        Path checkpoint = checkpoints().resolve(PREFIX + step);
        AtomicFolder.replace(checkpoint, folder -> {
            content.writeTo(folder);
            Manifest.write(folder);
        });
        pointLastTo(checkpoint);
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            delete(old);
        }
        return checkpoint;
    }

    private void pointLastTo(Path checkpoint) throws IOException {
        Path link = checkpoints().resolve(UNFINISHED + "last");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, checkpoint.getFileName());
        Files.move(link, last(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Checkpoints, the newest first. */
    List<Path> newestFirst() {
        try (Stream<Path> files = Files.list(checkpoints())) {
            return files.filter(f -> f.getFileName().toString().startsWith(PREFIX))
                    .sorted(Comparator.comparingLong(RunFolder::step).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Path> newest() {
        return newestFirst().stream().findFirst();
    }

    static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    private void deleteUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(checkpoints())) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(UNFINISHED))
                    .toList()) {
                delete(file);
            }
        }
    }

    private static void delete(Path path) throws IOException {
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
