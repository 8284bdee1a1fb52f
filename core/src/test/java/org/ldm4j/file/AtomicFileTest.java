package org.ldm4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void replacesTheContent() throws IOException {
        Path path = folder.resolve("a");
        AtomicFile.write(path, file -> file.write(text("first, and longer")));
        AtomicFile.write(path, file -> file.write(text("second")));
        assertThat(path).hasContent("second");
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    @Test
    void targetIsUntouchedUntilAllIsWritten() throws IOException {
        Path path = Files.writeString(folder.resolve("a"), "old");
        AtomicFile.write(path, file -> {
            file.write(text("new"));
            assertThat(path).hasContent("old");
        });
        assertThat(path).hasContent("new");
    }

    @Test
    void failureLeavesNothing() throws IOException {
        Path path = Files.writeString(folder.resolve("a"), "old");
        assertThatThrownBy(() -> AtomicFile.write(path, file -> {
                    file.write(text("half"));
                    throw new IOException("disk on fire");
                }))
                .hasMessage("disk on fire");
        assertThat(path).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a");
    }

    @Test
    void longestNameWorks() throws IOException {
        Path path = folder.resolve("n".repeat(255));
        AtomicFile.write(path, file -> file.write(text("x")));
        assertThat(path).hasContent("x");
    }
}
