package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

class FileFormatTest {
    @TempDir
    private Path folder;

    private Path file(String latin) throws IOException {
        return Files.write(folder.resolve("model.safetensors"), latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static FileFormat format(Path path) {
        return FileBytes.open(path, file -> {
            try (file) {
                return FileFormat.of(file);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.safetensors", "a.ckpt", "a.bin", "a", "a.png"})
    void safetensorsUnderAnyName(String name) throws IOException {
        Path path = folder.resolve(name);
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(path, Map.of("t", Tensor.zeros(1)), Map.of());
        }
        assertEquals(FileFormat.SAFETENSORS, format(path));
        try (TensorFile file = TensorFiles.open(path)) {
            assertThat(file.names()).containsExactly("t");
        }
    }

    @Test
    void torchFilesAreKnownUnderTheNameOfSafetensors() throws IOException {
        assertEquals(FileFormat.TORCH_ZIP, format(file("PK\u0003\u0004rest")));
        assertEquals(FileFormat.TORCH_LEGACY, format(file("\u0080\u0002\u008a\nlXF\u00f9 j\u00a8P\u0019.")));
        assertEquals(FileFormat.TORCH_TAR, format(file("x".repeat(257) + "ustar")));
    }

    @ParameterizedTest
    @CsvSource({
        "version https://git-lfs.github.com/spec/v1, Git LFS",
        "<!DOCTYPE html>, web page",
        "GGUF00000000, GGUF",
        "1234TFL3 and more of it, TFLite",
        "plain text which is long enough, neither"
    })
    void strangersAreNamed(String content, String name) throws IOException {
        Path path = file(content);
        var e = catchThrowableOfType(CheckpointException.class, () -> format(path));
        assertEquals(Code.UNKNOWN_FORMAT, e.code());
        assertThat(e).hasMessageContaining(name);
    }

    @Test
    void emptyFileIsCutOff() throws IOException {
        Path path = file("");
        var e = catchThrowableOfType(CheckpointException.class, () -> TensorFiles.open(path));
        assertEquals(Code.TRUNCATED, e.code());
    }
}
