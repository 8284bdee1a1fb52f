package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

class ShardedFileTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() {
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(folder.resolve("1.safetensors"), Map.of("a", Tensor.full(1, 2)), Map.of());
            SafetensorsWriter.write(folder.resolve("2.safetensors"), Map.of("b", Tensor.full(2, 3)), Map.of());
        }
    }

    private ShardedFile open(String map) throws IOException {
        Files.writeString(
                folder.resolve("index.json"), "{\"metadata\":{\"total_size\":20},\"weight_map\":" + map + "}");
        ModelFolder model = ModelFolder.open(folder);
        return ShardedFile.open(model, "", model.config("index.json"));
    }

    private CheckpointException refusal(String map) {
        return catchThrowableOfType(CheckpointException.class, () -> open(map));
    }

    @Test
    void tensorsOfAllShards() throws IOException {
        try (Scope scope = Scope.open();
                ShardedFile file = open("{\"a\":\"1.safetensors\",\"b\":\"2.safetensors\"}")) {
            assertThat(file.names()).containsExactlyInAnyOrder("a", "b");
            assertThat(file.read("a").toFloats()).containsExactly(1, 1);
            assertThat(file.read("b").toFloats()).containsExactly(2, 2, 2);
        }
    }

    @Test
    void allMissingShardsAreNamedAtOnce() {
        CheckpointException e = refusal("{\"a\":\"1.safetensors\",\"b\":\"8.safetensors\",\"c\":\"9.safetensors\"}");
        assertEquals(Code.MISSING_SHARD, e.code());
        assertThat(e).hasMessageContaining("8.safetensors").hasMessageContaining("9.safetensors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../1.safetensors", "/etc/passwd", "x/1", "http://h/1", "", "..", "C:1", "a\\\\b"})
    void shardsArePlainNames(String name) {
        assertEquals(Code.BAD_PATH, refusal("{\"a\":\"" + name + "\"}").code());
    }

    @Test
    void shardThatIsALinkOutside() throws IOException {
        Path outside = Files.createTempFile("outside", ".safetensors");
        Files.createSymbolicLink(folder.resolve("3.safetensors"), outside);
        assertEquals(Code.BAD_PATH, refusal("{\"a\":\"3.safetensors\"}").code());
        Files.delete(outside);
    }

    @Test
    void tensorThatItsShardLacks() {
        assertEquals(
                Code.MISSING_TENSOR,
                refusal("{\"a\":\"1.safetensors\",\"zz\":\"2.safetensors\"}").code());
    }

    @Test
    void tensorInTwoShards() throws IOException {
        Files.copy(folder.resolve("1.safetensors"), folder.resolve("3.safetensors"));
        assertEquals(
                Code.DUPLICATE_NAME,
                refusal("{\"a\":\"1.safetensors\",\"b\":\"3.safetensors\"}").code());
    }

    @Test
    void emptyMapAndNoMap() {
        assertEquals(Code.BAD_CONFIG, refusal("{}").code());
        assertEquals(Code.BAD_CONFIG, refusal("[]").code());
    }

    @Test
    void manyShards() {
        String map = IntStream.range(0, 100_000)
                .mapToObj(i -> "\"t" + i + "\":\"" + i + "\"")
                .collect(Collectors.joining(",", "{", "}"));
        assertEquals(Code.LIMIT, refusal(map).code());
    }
}
