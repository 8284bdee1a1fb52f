package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFolderTest {
    @TempDir
    private Path root;

    private static void write(Path folder, String text) throws IOException {
        Files.writeString(folder.resolve("weights"), text);
    }

    private String last(RunFolder folder) throws IOException {
        return Files.readString(folder.last().resolve("weights"));
    }

    @Test
    void aSaveThatFailsHalfWayLeavesTheLastCheckpointAndNoTrace() throws IOException {
        var folder = new RunFolder(root);
        folder.addCheckpoint(1, 3, path -> write(path, "one"));
        assertThatThrownBy(() -> folder.addCheckpoint(2, 3, path -> {
                    write(path, "half");
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(last(folder)).isEqualTo("one");
        try (Stream<Path> files = Files.list(root.resolve("checkpoints"))) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("last", "step-1");
        }
    }

    @Test
    void aCheckpointOfTheSameStepIsReplaced() throws IOException {
        var folder = new RunFolder(root);
        folder.addCheckpoint(4, 1, path -> write(path, "old"));
        folder.addCheckpoint(4, 1, path -> write(path, "new"));
        assertThat(last(folder)).isEqualTo("new");
    }

    @Test
    void whatAKilledRunLeftUnfinishedIsSweptAway() throws IOException {
        new RunFolder(root).addCheckpoint(1, 1, path -> write(path, "one"));
        Path left = Files.createDirectory(root.resolve("checkpoints/.tmp-left"));
        write(left, "half");
        assertThat(new RunFolder(root).newest()).contains(root.resolve("checkpoints/step-1"));
        assertThat(left).doesNotExist();
    }
}
