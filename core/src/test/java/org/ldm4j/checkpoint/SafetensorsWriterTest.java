package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.CheckpointException.Kind;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

class SafetensorsWriterTest {
    @TempDir
    private Path folder;

    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    /** tools/fixtures/safetensors_reference.py makes the same tensors. */
    private static Map<String, Tensor> referenceTensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType type : DType.values()) {
            tensors.put(
                    "type." + type.label(), Tensor.of(new long[] {0, 1, 1}, 3).to(type));
        }
        tensors.put("rank0", Tensor.of(new float[] {1.5f}));
        tensors.put("empty", Tensor.zeros(0, 7));
        tensors.put("rows", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));
        tensors.put("quote \" backslash \\ tab \t bell \u0007 del \u007f slash /", Tensor.zeros(1));
        tensors.put("\uff5e", Tensor.ones(DType.FP32, 1));
        tensors.put("\ud83c\udf4e", Tensor.ones(DType.FP32, 2));
        return tensors;
    }

    private static byte[] referenceFile() throws IOException {
        try (InputStream in = SafetensorsWriterTest.class.getResourceAsStream("/safetensors/reference.safetensors")) {
            return in.readAllBytes();
        }
    }

    @Test
    void bytesAreTheReferences() throws IOException {
        Path path = folder.resolve("a.safetensors");
        SafetensorsWriter.write(path, referenceTensors(), Map.of("format", "pt \"\n\u00e9"));
        assertArrayEquals(referenceFile(), Files.readAllBytes(path));
    }

    @Test
    void readsTheReferencesFile() throws IOException {
        Path path = Files.write(folder.resolve("a.safetensors"), referenceFile());
        Map<String, Tensor> expected = referenceTensors();
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertEquals(expected.keySet(), file.names());
            expected.forEach((name, tensor) -> assertTrue(file.read(name).sameAs(tensor), name));
            assertThat(file.metadata()).containsExactly(Map.entry("format", "pt \"\n\u00e9"));
        }
    }

    @Test
    void randomTensorsComeBack() {
        Random random = new Random(1);
        for (int round = 0; round < 100; round++) {
            Map<String, Tensor> tensors = randomTensors(random);
            Path path = folder.resolve("random.safetensors");
            SafetensorsWriter.write(path, tensors, Map.of());
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                assertEquals(tensors.keySet(), file.names());
                tensors.forEach((name, tensor) -> assertTrue(file.read(name).sameAs(tensor), name));
            }
        }
    }

    private static Map<String, Tensor> randomTensors(Random random) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            long[] shape = random.longs(random.nextInt(4), 0, 5).toArray();
            float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            for (int k = 0; k < values.length; k++) {
                values[k] = random.nextInt(100);
            }
            List<DType> types = List.of(DType.values());
            DType type = types.get(random.nextInt(types.size()));
            tensors.put("t" + random.nextInt(1000), Tensor.of(values, shape).to(type));
        }
        return tensors;
    }

    @Test
    void orderOfTheMapDoesNotMatter() throws IOException {
        Map<String, Tensor> tensors = referenceTensors();
        List<String> names = new ArrayList<>(tensors.keySet());
        Collections.reverse(names);
        Map<String, Tensor> reversed = new LinkedHashMap<>();
        names.forEach(name -> reversed.put(name, tensors.get(name)));
        Map<String, String> metadata = Map.of("a", "1", "b", "2", "c", "3", "d", "4");

        SafetensorsWriter.write(folder.resolve("a"), tensors, new LinkedHashMap<>(metadata));
        SafetensorsWriter.write(folder.resolve("b"), reversed, metadata);

        assertArrayEquals(Files.readAllBytes(folder.resolve("a")), Files.readAllBytes(folder.resolve("b")));
    }

    @Test
    void transposedTensorsAreWrittenInRowMajorOrder() {
        Path path = folder.resolve("a");
        SafetensorsWriter.write(
                path,
                Map.of("t", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(0, 1)),
                Map.of());
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.shape("t")).containsExactly(3, 2);
            assertThat(file.read("t").toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
        }
    }

    @Test
    void refusesWhatTheReaderWouldRefuse() {
        assertEquals(Code.BAD_NAME, refusal("", Map.of()));
        assertEquals(Code.BAD_NAME, refusal("a\0", Map.of()));
        assertEquals(Code.BAD_NAME, refusal("n".repeat(5000), Map.of()));
        assertEquals(Code.BAD_NAME, refusal("__metadata__", Map.of()));
        assertEquals(Code.BAD_UTF8, refusal("\ud800", Map.of()));
        assertEquals(Code.BAD_UTF8, refusal("a", Map.of("k", "\udfff")));
        assertEquals(Code.LIMIT, refusal("a", Map.of("k", "v".repeat(17 << 20))));
        assertThat(folder).isEmptyDirectory();
    }

    private Code refusal(String name, Map<String, String> metadata) {
        Map<String, Tensor> tensors = Map.of(name, Tensor.zeros(1));
        var e = catchThrowableOfType(
                CheckpointException.class, () -> SafetensorsWriter.write(folder.resolve("a"), tensors, metadata));
        return e.code();
    }

    @Test
    void missingFolderIsTheMachinesFault() {
        var e = catchThrowableOfType(
                CheckpointException.class,
                () -> SafetensorsWriter.write(folder.resolve("no/a"), Map.of("t", Tensor.zeros(1)), Map.of()));
        assertEquals(Code.NOT_WRITABLE, e.code());
        assertEquals(Kind.MACHINE, e.code().kind());
    }

    @Test
    void failureHalfWayLeavesTheOldFile() throws IOException {
        Path path = Files.writeString(folder.resolve("a"), "old");
        TensorSource failing = new FailingSource(new TensorMap(referenceTensors(), "memory"));
        assertThatThrownBy(() -> SafetensorsWriter.write(path, failing, Map.of()))
                .hasMessage("no");
        assertThat(path).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    /** Fails at the last tensor of the file. */
    private record FailingSource(TensorSource source) implements TensorSource {
        @Override
        public Set<String> names() {
            return source.names();
        }

        @Override
        public long[] shape(String name) {
            return source.shape(name);
        }

        @Override
        public DType dtype(String name) {
            return source.dtype(name);
        }

        @Override
        public Tensor read(String name) {
            if (name.equals("type.bool")) {
                throw new IllegalStateException("no");
            }
            return source.read(name);
        }

        @Override
        public String description() {
            return "failing";
        }
    }
}
