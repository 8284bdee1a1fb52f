package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ldm4j.addon.Embedding;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.tensor.Tensor;

/** Words of textual inversion are rows of the token table and ids of the tokenizer. */
final class EmbeddingOnModelTest extends OnSmallModel {
    private static final String TOKENS = "text_model.embeddings.token_embedding.weight";

    @Test
    void wordsOfSeveralVectorsAreRowsOfTheTable() {
        Path file = write("style.safetensors", Map.of("emb_params", Tensor.full(0.5, 2, 8)));
        long rows = text(model).get(TOKENS).size(0);

        try (LatentDiffusionModel changed = model.with(AddOns.none().embedding(file))) {
            Tensor table = text(changed).get(TOKENS);
            assertThat(table.shape()).containsExactly(rows + 2, 8);
            assertThat(table.narrow(0, 0, rows).sameAs(text(model).get(TOKENS))).isTrue();
            assertThat(table.narrow(0, rows, 2).toFloats()).containsOnly(0.5f);
            assertThat(changed.parts().tokenizer().ids("a style, oil")).contains(rows, rows + 1);
            assertThat(model.parts().tokenizer().ids("a style, oil")).doesNotContain(rows);
        }
    }

    @Test
    void eachWordHasItsOwnRows() {
        Path one = write("one.safetensors", Map.of("<one>", Tensor.full(1, 8)));
        Path two = write("two.safetensors", Map.of("<two>", Tensor.full(2, 8)));
        int rows = Math.toIntExact(text(model).get(TOKENS).size(0));

        try (LatentDiffusionModel first = model.with(AddOns.none().embedding(one));
                LatentDiffusionModel both = first.with(AddOns.none().embedding(two))) {
            assertThat(both.parts().tokenizer().ids("<two><one>")).containsExactly(rows + 1, rows);
            assertThat(text(both).get(TOKENS).narrow(0, rows, 2).mean(false, 1).toFloats())
                    .containsExactly(1, 2);
        }
    }

    @Test
    void wordOfAnotherWidthIsRefused() {
        Path file = write("style.safetensors", Map.of("emb_params", Tensor.full(0.5, 2, 9)));

        refused(AddOns.none().embedding(file), Code.SHAPE_MISMATCH, "width 8", "[2, 9]", "style.safetensors");
    }

    @Test
    void wordThatTheModelHasIsRefused() {
        Path file = write("style.safetensors", Map.of("emb_params", Tensor.full(0.5, 8)));

        refused(
                AddOns.none().embedding(file).embedding(Embedding.open(file).named("style")),
                Code.DUPLICATE_NAME,
                "'style'");
    }
}
