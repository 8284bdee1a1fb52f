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

/**
 * The folder of a run: {@code config.yaml}, {@code checkpoints/step-N}, {@code checkpoints/last} (a link to the newest),
 * {@code metrics.csv}, {@code samples/}.
 */
final class RunFolder {
    private static final String PREFIX = "step-";
    private static final String UNFINISHED = ".unfinished-";

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

    /** Writes a checkpoint beside its place and moves it there when it is complete. */
    interface Content {
        void write(Path folder) throws IOException;
    }

    /** Adds checkpoint {@code step}, points {@code last} at it and deletes all but the newest {@code keep}. */
    Path addCheckpoint(long step, int keep, Content content) throws IOException {
        Path unfinished = checkpoints().resolve(UNFINISHED + step);
        Path finished = checkpoints().resolve(PREFIX + step);
        delete(unfinished);
        Files.createDirectory(unfinished);
        content.write(unfinished);
        delete(finished);
        Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        pointLastTo(finished);
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(keep, all.size()), all.size())) {
            delete(old);
        }
        return finished;
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
