package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the golden cases do not show of the WordPiece tokenizer. */
class WordPieceTokenizerTest {
    private static final List<String> PIECES =
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cat", "##s", "a", "##c", "é", "E", "\u732b");

    @TempDir
    Path folder;

    private WordPieceTokenizer write(String config) throws IOException {
        Files.write(folder.resolve("vocab.txt"), PIECES);
        if (!config.isEmpty()) {
            Files.writeString(folder.resolve("tokenizer_config.json"), config);
        }
        return WordPieceTokenizer.load(folder);
    }

    @Test
    void theLongestPieceIsTakenFromTheLeft() throws IOException {
        assertThat(write("").ids("Cats a ac xyz")).containsExactly(5, 6, 7, 7, 8, 1);
    }

    @Test
    void aTextIsCutToTheModelsLengthAndSaysWhat() throws IOException {
        ClipTokens tokens = write("{\"model_max_length\": 4}").encode("cats cats a");
        assertThat(tokens.ids()).containsExactly(2, 5, 6, 3);
        assertThat(tokens.cut()).isEqualTo("cats a");
        assertThat(tokens.truncated()).isTrue();
        assertThat(tokens.pieces()).containsExactly("[CLS]", "cat", "##s", "[SEP]");
    }

    @Test
    void accentsAndCapitalsStayWhereTheConfigurationSaysSo() throws IOException {
        assertThat(write("{\"do_lower_case\": false}").ids("é E")).containsExactly(9, 10);
        assertThat(write("{\"strip_accents\": false}").ids("É")).containsExactly(9);
    }

    @Test
    void chineseCharactersAreWords() throws IOException {
        assertThat(write("").ids("a\u732ba")).containsExactly(7, 11, 7);
        assertThat(write("{\"tokenize_chinese_chars\": false}").ids("a\u732ba")).containsExactly(1);
    }

    @Test
    void tokenizerJsonServesInPlaceOfTheLines() throws IOException {
        Files.writeString(
                folder.resolve("tokenizer.json"),
                "{\"normalizer\":{\"lowercase\":false},\"model\":{\"type\":\"WordPiece\",\"vocab\":"
                        + "{\"[PAD]\":0,\"[UNK]\":1,\"[CLS]\":2,\"[SEP]\":3,\"A\":4}}}");
        assertThat(WordPieceTokenizer.load(folder).ids("A a")).containsExactly(4, 1);
    }

    @Test
    void aVocabularyWithoutARoleIsRefused() throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "[PAD]\n[UNK]\n");
        assertThatThrownBy(() -> WordPieceTokenizer.load(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("cls_token: expected a piece of the vocabulary, found '[CLS]'");
        Files.delete(folder.resolve("vocab.txt"));
        assertThatThrownBy(() -> WordPieceTokenizer.load(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("vocab.txt");
    }
}
