package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairLearnerTest {
    private static final List<String> CAPTIONS =
            List.of("grinning face", "Grinning face with big eyes", "face with tears of joy", "winking face");

    @TempDir
    private Path folder;

    @Test
    void layoutIsClips() {
        ClipTokenizer tokenizer = BytePairLearner.learn(List.of("ab ab ab cb cb"), 600, 16);
        assertThat(tokenizer.pieces(0, 93, 94, 255, 256, 511))
                .containsExactly("!", "~", "\u00a1", "\u0143", "!</w>", "\u0143</w>");
        assertThat(tokenizer.pieces(512, 513, 514, 515))
                .containsExactly("ab</w>", "cb</w>", "<|startoftext|>", "<|endoftext|>");
        assertThat(tokenizer.size()).isEqualTo(516);
        assertThat(List.of(tokenizer.startId(), tokenizer.endId(), tokenizer.padId()))
                .containsExactly(514, 515, 515);
        assertThat(tokenizer.length()).isEqualTo(16);
    }

    @Test
    void pairThatOccursOnceIsNotLearnt() {
        assertThat(BytePairLearner.learn(List.of("ab"), 600, 16).size()).isEqualTo(514);
    }

    @Test
    void entriesAreTheLimit() {
        ClipTokenizer tokenizer = BytePairLearner.learn(CAPTIONS, 520, 16);
        assertThat(tokenizer.size()).isEqualTo(520);
        assertThatThrownBy(() -> BytePairLearner.learn(CAPTIONS, 513, 16))
                .hasMessageContaining("entries (513) must be at least 514");
    }

    @Test
    void frequentWordsBecomeOnePiece() {
        ClipTokenizer tokenizer = BytePairLearner.learn(CAPTIONS, 600, 16);
        assertThat(tokenizer.pieces(tokenizer.ids("FACE with"))).containsExactly("face</w>", "with</w>");
    }

    /** Overlapping pairs: of "aaaa" the merge takes two, not three. */
    @Test
    void repeatedLettersAreMergedFromTheLeft() {
        ClipTokenizer tokenizer = BytePairLearner.learn(List.of("aaaab aaaab aaaab"), 513 + 2, 16);
        assertThat(tokenizer.pieces(tokenizer.ids("aaaab"))).containsExactly("aa", "aa", "b</w>");
    }

    @Test
    void sameCaptionsInAnyOrderGiveTheSameFiles() throws IOException {
        List<String> shuffled = new ArrayList<>(CAPTIONS);
        Collections.reverse(shuffled);
        BytePairLearner.learn(CAPTIONS, 560, 16).save(folder.resolve("a"));
        BytePairLearner.learn(shuffled, 560, 16).save(folder.resolve("b"));
        for (String name : List.of("vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json")) {
            assertThat(folder.resolve("b").resolve(name))
                    .hasSameTextualContentAs(folder.resolve("a").resolve(name));
        }
        assertThat(Files.readAllLines(folder.resolve("a/merges.txt")))
                .startsWith("#version: 0.2", "i n", "a c", "ac e</w>");
    }

    @Test
    void savedVocabularyGivesTheSameIds() {
        ClipTokenizer learnt = BytePairLearner.learn(CAPTIONS, 560, 16);
        learnt.save(folder);
        ClipTokenizer loaded = ClipTokenizer.load(folder);
        for (String text : List.of("face with joy", "tears; eyes!", "\ud83d\ude00 unseen words", "<|endoftext|>")) {
            assertThat(loaded.encode(text).ids())
                    .as(text)
                    .isEqualTo(learnt.encode(text).ids());
        }
    }
}
