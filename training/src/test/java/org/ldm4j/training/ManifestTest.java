package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManifestTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeFolder() throws IOException {
        Files.createDirectory(folder.resolve("unet"));
        Files.writeString(folder.resolve("unet/weights"), "abc");
        Files.writeString(folder.resolve("state"), "12345");
        Manifest.write(folder);
    }

    private String fault() throws IOException {
        return Manifest.fault(folder).orElse("none");
    }

    @Test
    void aFolderAsWrittenHasNoFault() throws IOException {
        assertThat(fault()).isEqualTo("none");
        assertThat(Files.readString(folder.resolve(Manifest.FILE)))
                .contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // SHA-256 of abc
    }

    @Test
    void aChangedByteIsFound() throws IOException {
        Files.writeString(folder.resolve("unet/weights"), "abd");
        assertThat(fault()).contains("unet/weights as it was written");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(folder.resolve("state"));
        assertThat(fault()).contains("the file state");
    }

    @Test
    void anotherFileIsNamed() throws IOException {
        Files.writeString(folder.resolve("more"), "x");
        assertThat(fault()).contains("no file more");
    }

    @Test
    void aMissingOrDamagedManifestIsToldSo() throws IOException {
        Files.writeString(folder.resolve(Manifest.FILE), "{\"format\": 1");
        assertThat(fault()).contains("expected JSON");
        Files.writeString(folder.resolve(Manifest.FILE), "{\"format\": 2, \"files\": {}}");
        assertThat(fault()).contains("found 2");
        Files.delete(folder.resolve(Manifest.FILE));
        assertThat(fault()).contains("found none");
    }
}
