package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.HostileSafetensors.Case;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Hostile and damaged safetensors files: the right refusal, little memory, little time, nothing left behind. */
class SafetensorsHostileTest {
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void loadClasses() throws IOException {
        outcome(write(HostileSafetensors.file("{}", 0)));
        try (Scope scope = Scope.open()) {
            Tensor.zeros(1);
        }
    }

    private static final List<Case> CASES = HostileSafetensors.all().toList();

    static List<Case> cases() {
        return CASES;
    }

    private static Path write(byte[] content) throws IOException {
        return Files.write(folder.resolve("case.safetensors"), content);
    }

    /** Opens and reads everything; null when the file is accepted. */
    private static Code outcome(Path path) {
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(path)) {
            for (String name : List.copyOf(file.names())
                    .subList(0, Math.min(100, file.names().size()))) {
                if (!listedOnly(file.typeLabel(name))) {
                    file.read(name);
                }
            }
            return null;
        } catch (CheckpointException e) {
            assertThat(e.getMessage())
                    .doesNotContain("\n")
                    .hasSizeLessThan(1000)
                    .contains("case.safetensors");
            return e.code();
        }
    }

    private static boolean listedOnly(String type) {
        return Set.of("f4", "f6_e2m3", "c64", "f8_e8m0").contains(type);
    }

    @Test
    void everyCaseIsThere() {
        assertThat(cases().stream().map(Case::id).distinct()).hasSize(91);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outcomeMemoryAndTime(Case hostile) throws IOException {
        Path path = write(hostile.file());
        long tensors = Scope.liveTensors();
        long bytes = THREAD.getThreadAllocatedBytes(Thread.currentThread().getId());
        long time = THREAD.getCurrentThreadCpuTime();

        Code code = outcome(path);

        assertEquals(hostile.code(), code);
        assertThat(THREAD.getCurrentThreadCpuTime() - time).isLessThan(2_000_000_000L);
        assertThat(THREAD.getThreadAllocatedBytes(Thread.currentThread().getId()) - bytes)
                .isLessThan(hostile.id().equals("S69") ? 300L << 20 : (64L << 20) + 8L * hostile.file().length);
        assertEquals(tensors, Scope.liveTensors());
    }

    @Test
    void typesWithoutTensorsAreListedAndNotRead() throws IOException {
        for (Case listed : cases().stream()
                .filter(c -> Set.of("S74", "S75", "S82", "S85").contains(c.id()))
                .toList()) {
            try (SafetensorsFile file = SafetensorsFile.open(write(listed.file()))) {
                assertThat(file.names()).containsExactly("a");
                assertThat(file.shape("a")).hasSize(1);
                assertThatThrownBy(() -> file.read("a"))
                        .isInstanceOfSatisfying(
                                CheckpointException.class, e -> assertEquals(Code.UNSUPPORTED_DTYPE, e.code()));
            }
        }
    }

    @Test
    void boolBytesBecomeZeroOrOne() throws IOException {
        Case bools =
                cases().stream().filter(c -> c.id().equals("S76")).findFirst().orElseThrow();
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(write(bools.file()))) {
            Tensor read = file.read("a");
            byte[] raw = new byte[3];
            read.readBytes(piece -> piece.get(raw));
            assertThat(raw).containsExactly(0, 1, 1);
            assertEquals(DType.BOOL, read.dtype());
        }
    }

    @Test
    void unalignedValuesAreRead() throws IOException {
        byte[] content = cases().stream()
                .filter(c -> c.id().equals("S84"))
                .findFirst()
                .orElseThrow()
                .file();
        content[content.length - 2] = (byte) 0x80;
        content[content.length - 1] = 0x3f;
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(write(content))) {
            assertThat(file.read("b").toFloats()).containsExactly(1);
        }
    }

    @Test
    void everyPrefixOfAGoodFileIsRefused() throws IOException {
        byte[] good = goodFile();
        assertThat(good).satisfies(bytes -> assertThat(bytes.length).isBetween(1900, 2200));
        assertNull(outcome(write(good)));
        for (int length = 0; length < good.length; length++) {
            Code code = outcome(write(Arrays.copyOf(good, length)));
            assertThat(code).as("%d bytes", length).isIn(Code.TRUNCATED, Code.NOT_COVERED);
        }
    }

    /** Ten tensors, 2 kB. */
    private static byte[] goodFile() throws IOException {
        try (Scope scope = Scope.open()) {
            var tensors = new TreeMap<String, Tensor>();
            for (int i = 0; i < 10; i++) {
                tensors.put("block." + i + ".weight", Tensor.zeros(i % 2 == 0 ? DType.FP32 : DType.FP16, 6 + i, 4));
            }
            Path path = folder.resolve("good.safetensors");
            SafetensorsWriter.write(path, tensors, Map.of("format", "pt"));
            return Files.readAllBytes(path);
        }
    }

    /** Each byte of the header in turn becomes each of 9 others; the outcome is a refusal or a sound header. */
    @Test
    void flippedHeaderBytesNeverEscapeTheChecks() throws IOException {
        byte[] good = goodFile();
        int headerBytes = good[0] & 0xff | (good[1] & 0xff) << 8;
        byte[] header = Arrays.copyOfRange(good, 8, 8 + headerBytes);
        int data = good.length - 8 - headerBytes;
        int refusals = 0;
        for (int at = 0; at < header.length; at++) {
            for (int flip = 1; flip < 256; flip += 29) {
                header[at] ^= (byte) flip;
                refusals += soundOrRefused(header, data) ? 0 : 1;
                header[at] ^= (byte) flip;
            }
        }
        assertThat(refusals).isGreaterThan(header.length * 4);
    }

    private static boolean soundOrRefused(byte[] header, long data) {
        try {
            SafetensorsHeader parsed = SafetensorsHeader.parse(header, data, "test");
            long total = parsed.tensors().values().stream()
                    .mapToLong(SafetensorsEntry::bytes)
                    .sum();
            assertEquals(data, total);
            return true;
        } catch (CheckpointException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "{]",
                "[}",
                "{\"a\"",
                "{\"a\":",
                "{\"a\"}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{:1}",
                "{,}",
                "{a:1}",
                "{\"a\":1,,}",
                "{\"a\":1,\"b\"}",
                "{'a':1}",
                "{1:1}",
                "{null:1}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\\u00zz\"}",
                "{\"a\":\"\\\"}",
                "{\"a\":\"}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":nul}",
                "{\"a\":+1}",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":0x1}",
                "{\"a\":-}",
                "{\"a\":--1}",
                "{\"a\":Infinity}",
                "{\"a\":-Infinity}",
                "{\"a\":NaN}",
                "{\"a\":1 2}",
                "{\"a\":1}{",
                "{}}",
                "{}]",
                "{} x",
                "{}//",
                "{}#",
                "{}/**/",
                "\u00a0{}",
                "{}\u00a0",
                "\f{}",
                "{\u2028}",
                "undefined",
                "a",
                "[1,]",
                "[",
                "]",
                "1",
                "true"
            })
    void jsonIsStrict(String body) {
        byte[] header = body.getBytes(StandardCharsets.UTF_8);
        var e = catchThrowableOfType(CheckpointException.class, () -> SafetensorsHeader.parse(header, 0, "test"));
        assertThat(e).isNotNull();
        assertEquals(Code.BAD_JSON, e.code());
    }
}
