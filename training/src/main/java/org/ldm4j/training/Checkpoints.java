package org.ldm4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.ldm4j.file.AtomicFolder;

/**
 * {@code checkpoints/step-N}, and {@code last}, a link to the newest. Old ones are deleted only after the new one was read
 * back, and never so many that fewer than two whole ones are left.
 */
final class Checkpoints {
    private static final String PREFIX = "step-";
    private static final String BAD = ".bad";
    private static final int FEWEST = 2;

    /**
     * Which checkpoints stay.
     *
     * @param newest how many of the newest
     * @param best how many of those with the lowest {@code badness}
     * @param badness what is compared; NaN for a checkpoint that can't be compared
     */
    record Keep(int newest, int best, ToDoubleFunction<Path> badness) {
        static Keep newest(int count) {
            return new Keep(count, 0, path -> Double.NaN);
        }
    }

    private final Path folder;
    private final Set<Path> whole = new HashSet<>();

    Checkpoints(Path folder) {
        this.folder = folder;
    }

    Path last() {
        return folder.resolve("last");
    }

    /** Adds checkpoint {@code step}, complete or not at all, points {@code last} at it and deletes what is not kept. */
    Path add(long step, Keep keep, AtomicFolder.Content content) throws IOException {
        Path checkpoint = folder.resolve(PREFIX + step);
        whole.remove(checkpoint);
        AtomicFolder.replace(checkpoint, path -> {
            content.writeTo(path);
            Manifest.write(path);
        });
        Optional<String> fault = fault(checkpoint);
        if (fault.isPresent()) {
            setAside(List.of(checkpoint));
            throw new IOException("what was written reads back otherwise: " + fault.get() + " (" + checkpoint + ")");
        }
        pointLastTo(checkpoint);
        prune(keep);
        return checkpoint;
    }

    /** What is wrong with a checkpoint, or nothing. */
    private Optional<String> fault(Path checkpoint) {
        try {
            Optional<String> fault = whole.contains(checkpoint) ? Optional.empty() : Manifest.fault(checkpoint);
            if (fault.isEmpty()) {
                whole.add(checkpoint);
            }
            return fault;
        } catch (IOException | UncheckedIOException e) {
            return Optional.of("expected to read it, found " + e.getMessage());
        }
    }

    private void pointLastTo(Path checkpoint) throws IOException {
        Path link = Unfinished.in(folder, "last");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, checkpoint.getFileName());
        Files.move(link, last(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void prune(Keep keep) throws IOException {
        List<Path> all = newestFirst();
        Set<Path> kept = new LinkedHashSet<>(all.subList(0, Math.min(keep.newest(), all.size())));
        all.stream()
                .filter(path -> keep.best() > 0 && !Double.isNaN(keep.badness().applyAsDouble(path)))
                .sorted(Comparator.comparingDouble(keep.badness()))
                .limit(keep.best())
                .forEach(kept::add);
        keepEnoughWhole(all, kept);
        for (Path path : all) {
            if (!kept.contains(path)) {
                delete(path);
            }
        }
    }

    private void keepEnoughWhole(List<Path> all, Set<Path> kept) {
        int count = 0;
        for (Path path : kept) {
            count += count < FEWEST && fault(path).isEmpty() ? 1 : 0;
        }
        for (Path path : all) {
            if (count < FEWEST && !kept.contains(path) && fault(path).isEmpty()) {
                kept.add(path);
                count++;
            }
        }
    }

    /** Renamed first, so that a run that is killed meanwhile leaves no half of a checkpoint. */
    private void delete(Path checkpoint) throws IOException {
        Path hidden = Unfinished.in(folder, checkpoint.getFileName().toString());
        Unfinished.delete(hidden);
        Files.move(checkpoint, hidden, StandardCopyOption.ATOMIC_MOVE);
        Unfinished.delete(hidden);
        whole.remove(checkpoint);
    }

    /** Checkpoints, the newest first. */
    List<Path> newestFirst() throws IOException {
        return Unfinished.list(folder).stream()
                .filter(path -> path.getFileName().toString().matches(PREFIX + "\\d{1,18}"))
                .sorted(Comparator.comparingLong(Checkpoints::step).reversed())
                .toList();
    }

    static long step(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
    }

    /**
     * The newest one that is as it was written. Newer ones are told to {@code report}, and set aside under a name that ends
     * in {@code .bad}; where none is whole, all stay as they are and the run is refused.
     *
     * @return nothing if none was ever written
     */
    Optional<Path> newestWhole(Consumer<String> report) throws IOException {
        List<Path> all = newestFirst();
        for (int i = 0; i < all.size(); i++) {
            Optional<String> fault = fault(all.get(i));
            if (fault.isEmpty()) {
                setAside(all.subList(0, i));
                pointLastTo(all.get(i));
                return Optional.of(all.get(i));
            }
            report.accept("warning: checkpoint can't be used, trying the one before: " + fault.get() + " (" + all.get(i)
                    + ")");
        }
        if (all.isEmpty() && Unfinished.list(folder).isEmpty()) {
            return Optional.empty();
        }
        throw TrainingException.refused("resume: expected a checkpoint as it was written, found none (" + folder + ")");
    }

    private void setAside(List<Path> broken) throws IOException {
        for (Path path : broken) {
            Path aside = folder.resolve(path.getFileName() + BAD);
            Unfinished.delete(aside);
            Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}
