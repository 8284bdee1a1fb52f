package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptChunksTest {
    private final ClipTokenizer tokenizer = ClipTokenizer.load(
            Path.of(URI.create(String.valueOf(PromptChunksTest.class.getResource("/golden/models/small/tokenizer/")))));

    private List<PromptChunk> chunks(String prompt) {
        return PromptChunks.of(tokenizer, prompt);
    }

    private static int[] counts(List<PromptChunk> chunks) {
        return chunks.stream().mapToInt(PromptChunk::count).toArray();
    }

    @Test
    void plainTextIsWhatTheTokenizerMakesOfIt() {
        List<PromptChunk> chunks = chunks("an in, 7");
        assertThat(chunks).hasSize(1);
        assertThat(chunks.get(0).ids()).isEqualTo(tokenizer.encode("an in, 7").ids());
        assertThat(chunks.get(0).isWeighted()).isFalse();
    }

    @Test
    void weightsStandBesideTheirTokens() {
        PromptChunk chunk = chunks("1 (2 3:1.5) [4]").get(0);
        assertThat(chunk.ids()).isEqualTo(tokenizer.encode("1 2 3 4").ids());
        assertThat(chunk.weights())
                .startsWith(1, 1, 1.5f, 1.5f, (float) (1 / 1.1), 1, 1)
                .hasSize(77);
        assertThat(chunk.isWeighted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "75, 1", "76, 2", "150, 2", "151, 3"})
    void longPromptsAreCutIntoChunks(int digits, int chunks) {
        List<PromptChunk> all = chunks("7".repeat(digits));
        assertThat(all).hasSize(chunks).allMatch(chunk -> chunk.ids().length == 77);
        assertThat(Arrays.stream(counts(all)).sum()).isEqualTo(digits);
        assertThat(all)
                .allMatch(chunk ->
                        chunk.ids()[0] == tokenizer.startId() && chunk.ids()[chunk.count() + 1] == tokenizer.endId());
    }

    @ParameterizedTest
    @CsvSource({"54, 75", "55, 56", "60, 61", "73, 74", "74, 75"})
    void chunkEndsBehindItsLastCommaIfThatIsNear(int comma, int first) {
        String prompt = "7".repeat(comma) + "," + "8".repeat(90 - comma);
        assertThat(counts(chunks(prompt))).containsExactly(first, 91 - first);
    }

    @Test
    void commaThatFindsAFullChunkBeginsTheNext() {
        List<PromptChunk> all = chunks("7".repeat(75) + ", 8");
        assertThat(counts(all)).containsExactly(75, 2);
    }

    @Test
    void breakEndsAChunkWhateverItsWeight() {
        assertThat(counts(chunks("1 2 BREAK 3"))).containsExactly(2, 1);
        assertThat(counts(chunks("(1 2 BREAK 3:1.2)"))).containsExactly(2, 1);
        assertThat(counts(chunks("BREAK BREAK 3"))).containsExactly(0, 0, 1);
        assertThat(counts(chunks("3 BREAK"))).containsExactly(1);
    }

    @Test
    void emptyChunkIsThatOfAnEmptyPrompt() {
        assertThat(PromptChunks.empty(tokenizer).ids())
                .isEqualTo(chunks("").get(0).ids());
    }

    @Test
    void vectorsOfAWordStayTogether() {
        ClipTokenizer words = tokenizer.with("<ab>", 5000, 5).with("<many>", 6000, 80);

        assertThat(counts(PromptChunks.of(words, "7".repeat(70) + "<ab> 8"))).containsExactly(75, 1);
        List<PromptChunk> parted = PromptChunks.of(words, "7".repeat(72) + "<ab> 8");
        assertThat(counts(parted)).containsExactly(72, 6);
        assertThat(parted.get(1).ids()).startsWith(words.startId(), 5000, 5001, 5002, 5003, 5004);
        assertThat(counts(PromptChunks.of(words, "7<many>"))).containsExactly(75, 6);
    }
}
