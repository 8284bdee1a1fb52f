package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.CheckpointException.Kind;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

class SafetensorsFileTest {
    @TempDir
    private Path folder;

    private Path good() {
        Path path = folder.resolve("a.safetensors");
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(path, Map.of("t", Tensor.zeros(1000)), Map.of());
        }
        return path;
    }

    private static Code refusal(ThrowingCallable call) {
        return catchThrowableOfType(CheckpointException.class, call).code();
    }

    @Test
    void absentFile() {
        Code code = refusal(() -> SafetensorsFile.open(folder.resolve("none")));
        assertEquals(Code.NOT_FOUND, code);
        assertEquals(Kind.MISSING, code.kind());
    }

    @Test
    void folderAndDeviceAreNotFiles() {
        assertEquals(Code.BAD_PATH, refusal(() -> SafetensorsFile.open(folder)));
        assertEquals(Code.BAD_PATH, refusal(() -> SafetensorsFile.open(Path.of("/dev/zero"))));
    }

    @Test
    void unknownNameIsNamed() {
        try (SafetensorsFile file = SafetensorsFile.open(good())) {
            var e = catchThrowableOfType(CheckpointException.class, () -> file.shape("x\n"));
            assertThat(e).hasMessageContaining("'x\\u000a'");
            assertEquals(Code.MISSING_TENSOR, e.code());
        }
    }

    @Test
    void fileThatShrinksAfterOpening() throws IOException {
        Path path = good();
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(path);
                FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
            other.truncate(1000);
            long tensors = Scope.liveTensors();
            assertEquals(Code.DAMAGED, refusal(() -> file.read("t")));
            assertThat(Scope.liveTensors() - tensors).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void fileThatIsReplacedAfterOpeningKeepsItsContent() throws IOException {
        Path path = good();
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(path)) {
            SafetensorsWriter.write(path, Map.of("t", Tensor.full(1, 1000)), Map.of());
            assertEquals(0, file.read("t").maxAbs());
        }
    }

    @Test
    void refusedFileIsClosed() throws IOException {
        Path path = Files.writeString(folder.resolve("bad"), "nonsense, and more of it");
        for (int i = 0; i < 5000; i++) { // more than the limit of open files
            refusal(() -> SafetensorsFile.open(path));
        }
        assertEquals(Code.LIMIT, refusal(() -> SafetensorsFile.open(path)));
    }
}
