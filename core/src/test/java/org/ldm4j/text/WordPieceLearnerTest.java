package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vocabularies of word pieces learned from captions. */
final class WordPieceLearnerTest {
    private static final List<String> CAPTIONS =
            List.of("a red heart", "a red bird", "a reddish bird", "Reddish hearts", "a blue heart");

    @Test
    void frequentWordsBecomePieces() {
        WordPieceTokenizer tokenizer = WordPieceLearner.learn(CAPTIONS, 60);
        assertThat(tokenizer.encode("red", 8).pieces()).startsWith("[CLS]", "red", "[SEP]", "[PAD]");
        assertThat(tokenizer.ids("heart")).hasSize(1);
        assertThat(tokenizer.ids("blue").length).isGreaterThan(1); // once is no pattern
        assertThat(tokenizer.encode("żółw", 8).pieces()).contains("[UNK]");
    }

    @Test
    void allCharactersStayHoweverSmallTheVocabulary() {
        WordPieceTokenizer tokenizer = WordPieceLearner.learn(CAPTIONS, 1);
        assertThat(tokenizer.ids("bad")).doesNotContain(tokenizer.encode("ż", 3).ids()[1]);
    }

    @Test
    void theVocabularyIsWrittenAndReadAgain(@TempDir Path folder) throws IOException {
        WordPieceTokenizer tokenizer = WordPieceLearner.learn(CAPTIONS, 60);
        tokenizer.save(folder);
        WordPieceTokenizer read = WordPieceTokenizer.load(folder);
        for (String text : CAPTIONS) {
            assertThat(read.encode(text, 16).pieces())
                    .isEqualTo(tokenizer.encode(text, 16).pieces());
            assertThat(read.ids(text)).isEqualTo(tokenizer.ids(text));
        }
        assertThat(read.size()).isEqualTo(tokenizer.size());
    }
}
