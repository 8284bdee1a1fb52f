package org.ldm4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {
    @TempDir
    private Path folder;

    private static AtomicFolder.Content of(String text) {
        return to -> {
            Files.createDirectory(to.resolve("deep"));
            Files.writeString(to.resolve("deep/file"), text);
        };
    }

    private Path target() {
        return folder.resolve("model");
    }

    @Test
    void nothingIsThereBeforeAllIs() throws IOException {
        AtomicFolder.create(target(), to -> {
            of("new").writeTo(to);
            assertThat(target()).doesNotExist();
        });
        assertThat(target().resolve("deep/file")).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void emptyFolderMayBeThere() throws IOException {
        Files.createDirectory(target());
        AtomicFolder.create(target(), of("new"));
        assertThat(target().resolve("deep/file")).hasContent("new");
    }

    @Test
    void othersFilesAreNotTouched() throws IOException {
        Files.createDirectory(target());
        Files.writeString(target().resolve("thesis.txt"), "my work");
        assertThatThrownBy(() -> AtomicFolder.create(target(), of("new")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(target().resolve("thesis.txt")).hasContent("my work");
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void failureLeavesNothing() {
        assertThatThrownBy(() -> AtomicFolder.create(target(), to -> {
                    of("half").writeTo(to);
                    throw new IOException("disk on fire");
                }))
                .hasMessage("disk on fire");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void replacingLeavesTheNewOneAlone() throws IOException {
        AtomicFolder.create(target(), of("old"));
        AtomicFolder.replace(target(), of("new"));
        assertThat(target().resolve("deep/file")).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    @Test
    void failedReplacementKeepsTheOldOne() throws IOException {
        AtomicFolder.create(target(), of("old"));
        assertThatThrownBy(() -> AtomicFolder.replace(target(), to -> {
                    throw new IOException("disk on fire");
                }))
                .hasMessage("disk on fire");
        assertThat(target().resolve("deep/file")).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("model");
    }
}
