package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.training.Checkpoints.Keep;

final class RunFolderTest {
    @TempDir
    private Path root;

    private static void write(Path folder, String text) throws IOException {
        Files.writeString(folder.resolve("weights"), text);
    }

    private String last() throws IOException {
        return Files.readString(root.resolve("checkpoints/last/weights"));
    }

    private static void add(RunFolder folder, long step, int newest, String text) throws IOException {
        folder.checkpoints().add(step, Keep.newest(newest), path -> write(path, text));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("checkpoints"))) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aSaveThatFailsHalfWayLeavesTheLastCheckpointAndNoTrace() throws IOException {
        try (var folder = new RunFolder(root)) {
            add(folder, 1, 3, "one");
            assertThatThrownBy(() -> folder.checkpoints().add(2, Keep.newest(3), path -> {
                        write(path, "half");
                        throw new IOException("No space left on device");
                    }))
                    .hasMessage("No space left on device");
            assertThat(last()).isEqualTo("one");
            assertThat(names()).containsExactly("last", "step-1");
        }
    }

    @Test
    void aCheckpointOfTheSameStepIsReplaced() throws IOException {
        try (var folder = new RunFolder(root)) {
            add(folder, 4, 1, "old");
            add(folder, 4, 1, "new");
            assertThat(last()).isEqualTo("new");
        }
    }

    @Test
    void whatAKilledRunLeftUnfinishedIsSweptAway() throws IOException {
        try (var folder = new RunFolder(root)) {
            add(folder, 1, 1, "one");
        }
        Path left = Files.createDirectory(root.resolve("checkpoints/.tmp-left"));
        write(left, "half");
        Path cut = Files.writeString(root.resolve(".tmp-cut"), "half");
        try (var folder = new RunFolder(root)) {
            assertThat(folder.checkpoints().newestFirst()).containsExactly(root.resolve("checkpoints/step-1"));
            assertThat(left).doesNotExist();
            assertThat(cut).doesNotExist();
        }
    }

    @Test
    void aSecondTrainerIsToldWhoHoldsTheFolder() throws IOException {
        try (var folder = new RunFolder(root)) {
            assertThatThrownBy(() -> new RunFolder(root))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining(
                            "held by process " + ProcessHandle.current().pid() + " on ")
                    .hasMessageContaining(root.toString());
            assertThat(folder.root()).isEqualTo(root);
        }
        new RunFolder(root).close(); // given back
    }

    @Test
    void theNewestAndTheBestStay() throws IOException {
        try (var folder = new RunFolder(root)) {
            var keep = new Keep(2, 2, path -> badness(path));
            for (int step = 1; step <= 6; step++) {
                String badness = List.of("5", "1", "NaN", "2", "9", "8").get(step - 1);
                folder.checkpoints().add(step, keep, path -> write(path, badness));
            }
            assertThat(names()).containsExactly("last", "step-2", "step-4", "step-5", "step-6");
        }
    }

    private static double badness(Path checkpoint) {
        try {
            return Double.parseDouble(Files.readString(checkpoint.resolve("weights")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void neverFewerThanTwoWholeOnesAreLeft() throws IOException {
        try (var folder = new RunFolder(root)) {
            add(folder, 1, 9, "one");
            add(folder, 2, 9, "two");
            add(folder, 3, 9, "three");
        }
        write(root.resolve("checkpoints/step-3"), "spoilt");
        try (var folder = new RunFolder(root)) {
            add(folder, 4, 1, "four");
            assertThat(names()).containsExactly("last", "step-2", "step-4");
            add(folder, 5, 1, "five");
            assertThat(names()).containsExactly("last", "step-4", "step-5");
        }
    }

    @Test
    void aBrokenCheckpointIsToldAndSetAside() throws IOException {
        List<String> told = new ArrayList<>();
        try (var folder = new RunFolder(root)) {
            add(folder, 1, 9, "one");
            add(folder, 2, 9, "two");
            write(root.resolve("checkpoints/step-2"), "spoilt");
        }
        try (var folder = new RunFolder(root)) {
            assertThat(folder.checkpoints().newestWhole(told::add)).contains(root.resolve("checkpoints/step-1"));
        }
        assertThat(told).singleElement().asString().startsWith("warning: ").contains("weights", "step-2");
        assertThat(names()).containsExactly("last", "step-1", "step-2.bad");
        assertThat(last()).isEqualTo("one");
    }

    @Test
    void aRunWhoseCheckpointsAreAllBrokenIsRefusedAndLeftAsItIs() throws IOException {
        try (var folder = new RunFolder(root)) {
            assertThat(folder.checkpoints().newestWhole(text -> {})).isEmpty(); // none was ever written
            add(folder, 1, 9, "one");
            add(folder, 2, 9, "two");
        }
        write(root.resolve("checkpoints/step-1"), "spoilt");
        Files.delete(root.resolve("checkpoints/step-2").resolve(Manifest.FILE));
        try (var folder = new RunFolder(root)) {
            assertThatThrownBy(() -> folder.checkpoints().newestWhole(text -> {}))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining("found none");
        }
        assertThat(names()).containsExactly("last", "step-1", "step-2");
    }
}
