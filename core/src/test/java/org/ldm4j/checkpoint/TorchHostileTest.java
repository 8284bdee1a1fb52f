package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.CheckpointException.Kind;
import org.ldm4j.checkpoint.HostileTorch.Case;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Hostile and damaged checkpoints of torch: the right refusal, little memory, little time, nothing left behind. */
class TorchHostileTest {
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final List<Case> CASES = HostileTorch.all().toList();

    @TempDir
    private static Path folder;

    static List<Case> cases() {
        return CASES;
    }

    private static Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("case.ckpt"), content);
    }

    @Test
    void forbiddenNamesAreNamed() throws IOException {
        Path path = write(CASES.stream()
                .filter(c -> c.id().equals("P01"))
                .findFirst()
                .orElseThrow()
                .file()
                .get());
        assertThatThrownBy(() -> TensorFiles.open(path)).hasMessageContaining("'posix.system'");
    }

    @BeforeAll
    static void loadClasses() throws IOException {
        outcome(write(CASES.get(0).file().get()));
    }

    /** Opens and reads everything; null when the file is accepted. */
    private static @Nullable Code outcome(Path path) {
        try (Scope scope = Scope.open();
                TensorFile file = TensorFiles.open(path)) {
            file.names().forEach(file::read);
            return null;
        } catch (CheckpointException e) {
            assertThat(e.getMessage())
                    .doesNotContain("\n")
                    .hasSizeLessThan(1000)
                    .contains("case.ckpt");
            assertEquals(Kind.REFUSED, e.code().kind());
            return e.code();
        }
    }

    @Test
    void everyCaseIsThere() {
        assertThat(CASES.stream().map(Case::id)).doesNotHaveDuplicates();
        for (int i = 0; i <= 45; i++) {
            // in TorchFileTest or below: shared storages
            String id = String.format("P%02d", i);
            assertThat(CASES).as(id).anyMatch(c -> c.id().startsWith(id) || id.equals("P44"));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outcomeMemoryAndTime(Case hostile) throws IOException {
        byte[] content = hostile.file().get();
        Path path = write(content);
        long tensors = Scope.liveTensors();
        long bytes = THREAD.getThreadAllocatedBytes(Thread.currentThread().getId());
        long time = THREAD.getCurrentThreadCpuTime();

        Code code = outcome(path);

        assertEquals(hostile.code(), code);
        assertThat(THREAD.getCurrentThreadCpuTime() - time).isLessThan(2_000_000_000L);
        assertThat(THREAD.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes)
                .isLessThan(hostile.id().startsWith("P43") ? 1L << 30 : (64L << 20) + 8L * content.length);
        assertEquals(tensors, Scope.liveTensors());
    }

    // ------------------------------------------------------------------ shared storages

    /** P44: 80 GB if every tensor had its own memory. */
    @Test
    void tensorsThatShareAStorageShareItsMemory() throws IOException {
        PickleWriter pickle = PickleWriter.start().op(PickleOpcode.EMPTY_DICT);
        int length = 2_000_000;
        for (int i = 0; i < 10_000; i++) {
            pickle.item(
                    "t" + i,
                    w -> w.tensor(
                            s -> s.storage("FloatStorage", "0", length), 0, v -> v.tuple(length), v -> v.tuple(1)));
        }
        Path path = write(ZipWriter.torch(pickle.stop(), new byte[4 * length]).bytes());
        long tensors = Scope.liveTensors();
        try (TensorFile file = TensorFiles.open(path);
                Scope scope = Scope.open()) {
            Tensor first = file.read("t0");
            for (String name : file.names()) {
                file.read(name);
            }
            file.read("t9999").copyInPlace(Tensor.ones(DType.FP32, length));
            assertEquals(1, first.toFloats()[length - 1]);
        }
        assertEquals(tensors, Scope.liveTensors());
    }

    // ------------------------------------------------------------------ order of bytes

    @Test
    void highByteFirstIsTurned() throws IOException {
        ByteBuffer values =
                ByteBuffer.allocate(16).putFloat(1).putFloat(-2).putFloat(3.5f).putFloat(1e-9f);
        byte[] pickle = PickleWriter.start().dict("a", PickleWriter::square).stop();
        Path path = write(new ZipWriter()
                .add("x/data.pkl", pickle)
                .add("x/byteorder", "big".getBytes(StandardCharsets.UTF_8))
                .add("x/data/0", values.array())
                .bytes());
        try (TensorFile file = TensorFiles.open(path);
                Scope scope = Scope.open()) {
            assertArrayEquals(new float[] {1, -2, 3.5f, 1e-9f}, file.read("a").toFloats());
        }
    }

    // ------------------------------------------------------------------ damage

    /** Small good files in the three forms. */
    static List<byte[]> goodFiles() {
        byte[] pickle = PickleWriter.start().dict("a", PickleWriter::square).stop();
        return List.of(
                ZipWriter.torch(pickle).bytes(),
                HostileLegacy.all()
                        .filter(c -> c.id().equals("L00"))
                        .findFirst()
                        .orElseThrow()
                        .file()
                        .get(),
                HostileLegacy.all()
                        .filter(c -> c.id().equals("R02"))
                        .findFirst()
                        .orElseThrow()
                        .file()
                        .get());
    }

    @ParameterizedTest
    @MethodSource("goodFiles")
    void everyPrefixIsRefused(byte[] good) throws IOException {
        int padding = good.length > 2000 ? 1024 : 1; // the end mark of a tar archive may be shorter
        Path path = write(good);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (int length = good.length - padding; length >= 0; length--) {
                file.truncate(length);
                assertThat(outcome(path)).as("%d bytes", length).isNotNull();
            }
        }
    }

    /** Whatever bit is changed, the file is refused or read; nothing else happens. */
    @ParameterizedTest
    @MethodSource("goodFiles")
    void everyBitMayBeWrong(byte[] good) throws IOException {
        Path path = write(good);
        int accepted = 0;
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            for (int at = 0; at < Math.min(good.length, 1500); at++) {
                for (int bit = 0; bit < Byte.SIZE; bit++) {
                    file.write(ByteBuffer.wrap(new byte[] {(byte) (good[at] ^ 1 << bit)}), at);
                    accepted += outcome(path) == null ? 1 : 0;
                }
                file.write(ByteBuffer.wrap(good, at, 1), at);
            }
        }
        assertThat(accepted).isPositive(); // a name with another letter is as good
        assertNull(outcome(path));
    }
}
