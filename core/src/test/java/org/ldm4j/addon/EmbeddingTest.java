package org.ldm4j.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The forms of files of textual inversion; the pickles are torch's own, from tools/golden_embeddings.py. */
final class EmbeddingTest {
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

    private static Path pickle(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(EmbeddingTest.class.getResource("/embeddings/" + name))
                .toURI());
    }

    private Path file(Map<String, Tensor> tensors) {
        Path path = folder.resolve("my style.safetensors");
        SafetensorsWriter.write(path, tensors, Map.of());
        return path;
    }

    @Test
    void diffusersFormNamesItsWord() {
        Embedding embedding = Embedding.open(file(Map.of("<cat>", Tensor.full(2, 8))));

        assertThat(embedding.word()).isEqualTo("<cat>");
        assertThat(embedding.vectors(8).shape()).containsExactly(1, 8);
        assertThat(embedding.vectors(8).toFloats()).containsOnly(2);
    }

    @Test
    void webUiFormHasTheNameOfItsFile() {
        Embedding embedding = Embedding.open(file(Map.of("emb_params", Tensor.full(2, 3, 8))));

        assertThat(embedding.word()).isEqualTo("my style");
        assertThat(embedding.vectors(8).shape()).containsExactly(3, 8);
        assertThat(embedding.named("<x>").word()).isEqualTo("<x>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"webui-style", "paper-style"})
    void pickledDictionaryOfParametersHasTheNameOfItsFile(String name) throws URISyntaxException {
        Embedding embedding = Embedding.open(pickle(name + ".pt"));

        assertThat(embedding.word()).isEqualTo(name);
        assertThat(embedding.vectors(8).shape()).containsExactly(2, 8);
        assertThat(embedding.vectors(8).sum().item()).isEqualTo(15);
    }

    @Test
    void pickledDiffusersFormNamesItsWord() throws URISyntaxException {
        Embedding embedding = Embedding.open(pickle("learned_embeds.bin"));

        assertThat(embedding.word()).isEqualTo("<cat-toy>");
        assertThat(embedding.vectors(8).toFloats()).startsWith(1, 1.125f).hasSize(8);
    }

    @Test
    void wrongWidthIsTold() {
        Embedding embedding = Embedding.open(file(Map.of("emb_params", Tensor.full(2, 3, 8))));

        assertThatThrownBy(() -> embedding.vectors(768))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.code()).isEqualTo(Code.SHAPE_MISMATCH))
                .hasMessageContainingAll("width 768", "[3, 8]", "my style.safetensors");
    }

    @Test
    void vectorsMustBeFinite() {
        Embedding embedding = Embedding.open(file(Map.of("emb_params", Tensor.full(Double.NaN, 8))));

        assertThatThrownBy(() -> embedding.vectors(8)).hasMessageContaining("finite");
    }

    @Test
    void severalTensorsAreNoEmbedding() {
        Path file = file(Map.of("clip_g", Tensor.full(2, 3, 1280), "clip_l", Tensor.full(2, 3, 768)));

        assertThatThrownBy(() -> Embedding.open(file)).hasMessageContainingAll("the vectors of one word", "'clip_g'");
    }

    @Test
    void wordIsNotEmpty() {
        assertThatThrownBy(() -> new Embedding(Path.of("x.pt"), " ")).hasMessageContaining("word ( ) must");
    }
}
