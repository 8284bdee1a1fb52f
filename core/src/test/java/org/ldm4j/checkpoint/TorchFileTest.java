package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Files that torch wrote (tools/fixtures/torch_reference.py), against the same tensors in safetensors. */
class TorchFileTest {
    @TempDir
    private Path folder;

    private static Path fixture(String name) {
        URL url = Objects.requireNonNull(TorchFileTest.class.getResource("/torch/" + name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Tensor tensor) {
        var bytes = new ByteArrayOutputStream();
        tensor.readBytes(piece -> {
            byte[] part = new byte[piece.remaining()];
            piece.get(part);
            bytes.writeBytes(part);
        });
        return bytes.toByteArray();
    }

    private static void requireSame(Set<String> names, TensorFile file, String twin) {
        try (TensorFile expected = TensorFiles.open(fixture(twin))) {
            for (String name : names) {
                try (Scope scope = Scope.open()) {
                    assertArrayEquals(expected.shape(name), file.shape(name), name);
                    assertEquals(expected.dtype(name), file.dtype(name), name);
                    assertArrayEquals(bytes(expected.read(name)), bytes(file.read(name)), name);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zip.pt",
                "zip-protocol5.pt",
                "no-checksums.pt",
                "legacy.pt",
                "nested.pt",
                "lightning.ckpt",
                "lightning-legacy.ckpt"
            })
    void everyFormHoldsTheSameTensors(String name) {
        long before = Scope.liveTensors();
        try (TensorFile file = TensorFiles.open(fixture(name))) {
            try (TensorFile expected = TensorFiles.open(fixture("expected.safetensors"))) {
                assertThat(file.names()).hasSameElementsAs(expected.names()).hasSize(27);
            }
            requireSame(file.names(), file, "expected.safetensors");
        }
        assertEquals(before, Scope.liveTensors());
    }

    @Test
    void theTarFormOfTheFirstYear() {
        try (TensorFile file = TensorFiles.open(fixture("tar.pt"))) {
            assertThat(file.names()).hasSize(16).contains("transposed", "base", "base.row", "type.int64");
            requireSame(file.names(), file, "expected.safetensors");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedding-a1111.pt", "embedding-paper.pt"})
    void textualInversionsAreNamedByTheirPath(String name) {
        try (TensorFile file = TensorFiles.open(fixture(name))) {
            requireSame(Set.of("string_to_param.*"), file, "embedding.safetensors");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lightning.ckpt", "lightning-legacy.ckpt"})
    void numbersBesideTheTensorsAreKept(String name) {
        try (TorchFile file = TorchFile.open(fixture(name))) {
            assertThat(file.beside())
                    .containsEntry("global_step", 470L)
                    .containsEntry("epoch", 3L)
                    .containsEntry("pytorch-lightning_version", "1.4.2")
                    .containsEntry("seed", BigInteger.TWO.pow(64).subtract(BigInteger.ONE));
        }
    }

    /** P46 */
    @Test
    void typesWithoutTensorsAreListedAndNotRead() {
        try (TensorFile file = TensorFiles.open(fixture("types.pt"));
                Scope scope = Scope.open()) {
            assertEquals("f8_e4m3", file.typeLabel("f8"));
            assertEquals("u16", file.typeLabel("u16"));
            assertEquals("c64", file.typeLabel("c64"));
            assertThatThrownBy(() -> file.read("f8"))
                    .isInstanceOfSatisfying(
                            CheckpointException.class, e -> assertEquals(Code.UNSUPPORTED_DTYPE, e.code()))
                    .hasMessageContaining("f8_e4m3");
            assertEquals(DType.FP32, file.read("fp32").dtype());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.safetensors", "a.bin", "a.SAFETENSORS", "a", "a.png"})
    void underAnyName(String name) throws IOException {
        for (String form : Set.of("zip.pt", "legacy.pt", "tar.pt")) {
            Path copy = Files.write(folder.resolve(name), Files.readAllBytes(fixture(form)));
            try (TensorFile file = TensorFiles.open(copy)) {
                requireSame(Set.of("base"), file, "expected.safetensors");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"zip.pt, torch-zip", "legacy.pt, torch-legacy", "tar.pt, torch-tar", "expected.safetensors, safetensors"
    })
    void formIsNamed(String name, String form) {
        try (TensorFile file = TensorFiles.open(fixture(name))) {
            assertEquals(form, file.form());
        }
    }

    @Test
    void unknownNameIsRefused() {
        try (TensorFile file = TensorFiles.open(fixture("zip.pt"))) {
            assertThatThrownBy(() -> file.read("nothing"))
                    .isInstanceOfSatisfying(
                            CheckpointException.class, e -> assertEquals(Code.MISSING_TENSOR, e.code()));
        }
    }

    /** Z27 */
    @ParameterizedTest
    @ValueSource(longs = {-1000, 1})
    void fileThatChangesItsLengthIsNotBelieved(long change) throws IOException {
        Path copy = Files.write(folder.resolve("a.pt"), Files.readAllBytes(fixture("legacy.pt")));
        try (TensorFile file = TensorFiles.open(copy);
                FileChannel other = FileChannel.open(copy, StandardOpenOption.WRITE);
                Scope scope = Scope.open()) {
            long tensors = Scope.liveTensors();
            if (change < 0) {
                other.truncate(other.size() + change);
            } else {
                other.write(ByteBuffer.allocate(1), other.size());
            }
            assertThatThrownBy(() -> file.read("base"))
                    .isInstanceOfSatisfying(CheckpointException.class, e -> assertEquals(Code.DAMAGED, e.code()));
            assertEquals(tensors, Scope.liveTensors());
        }
    }

    /** Z27: another file under the same name is not what was checked. */
    @Test
    void whatWasOpenedIsRead() throws IOException {
        Path copy = Files.write(folder.resolve("a.pt"), Files.readAllBytes(fixture("zip.pt")));
        try (TensorFile file = TensorFiles.open(copy)) {
            Files.move(copy, folder.resolve("b.pt"));
            Files.writeString(copy, "something else");
            requireSame(file.names(), file, "expected.safetensors");
        }
    }
}
