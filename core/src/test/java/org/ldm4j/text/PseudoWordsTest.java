package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PseudoWordsTest {
    private static final PseudoWords WORDS =
            new PseudoWords(List.of(new PseudoWords.Word("<a-cat>", 6, 1), new PseudoWords.Word("my-Style", 7, 3)));

    @TempDir
    private Path folder;

    private ClipTokenizer plain;
    private ClipTokenizer tokenizer;

    @BeforeEach
    void load() throws IOException {
        Files.writeString(
                folder.resolve("vocab.json"),
                "{\"a\":0,\"a</w>\":1,\"aa</w>\":2,\"<|startoftext|>\":3,\"<|endoftext|>\":4,\",</w>\":5}");
        Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\na a</w>\n");
        plain = ClipTokenizer.load(folder);
        tokenizer = WORDS.addedTo(plain);
    }

    @Test
    void aWordStandsForItsIds() {
        assertThat(tokenizer.ids("a <a-cat>, aa")).containsExactly(1, 6, 5, 2);
        assertThat(tokenizer.ids("a my-style,MY-STYLE")).containsExactly(1, 7, 8, 9, 5, 7, 8, 9);
        assertThat(plain.ids("a my-style")).doesNotContain(7);
    }

    @Test
    void partsOfAWordHaveNames() {
        assertThat(tokenizer.ids("my-style_2")).containsExactly(9);
        assertThat(tokenizer.pieces(6, 7, 8, 9)).containsExactly("<a-cat>", "my-Style", "my-Style_1", "my-Style_2");
        assertThat(tokenizer.size()).isEqualTo(10);
    }

    @Test
    void savedTokenizerKnowsThePartsOfAWord() throws IOException {
        Path saved = Files.createDirectory(folder.resolve("saved"));
        tokenizer.save(saved);

        assertThat(ClipTokenizer.load(saved).ids("my-style my-style_1 my-style_2"))
                .containsExactly(7, 8, 9);
    }
}
