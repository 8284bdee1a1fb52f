package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipVocabularyTest {
    private static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(ClipVocabularyTest.class.getResource("/golden/models/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theBundledVocabularyIsThatOfPublishedFolders(@TempDir Path target) throws IOException {
        Path published = folder("sd1/tokenizer");
        ClipVocabulary.paddedWithEnd().save(target);
        assertEquals(
                Files.readString(published.resolve("merges.txt")).strip(),
                Files.readString(target.resolve("merges.txt")).strip());
        ClipTokenizer there = ClipTokenizer.load(published);
        ClipTokenizer here = ClipVocabulary.paddedWithEnd();
        assertEquals(ClipVocabulary.SIZE, here.size());
        long[] all = LongStream.range(0, here.size()).toArray();
        assertEquals(there.pieces(all), here.pieces(all));
        assertEquals(there.padId(), here.padId());
        assertThat(here.encode("Hello, World! It's 2023.").ids())
                .isEqualTo(there.encode("Hello, World! It's 2023.").ids())
                .startsWith(49406, 3306, 267, 1002, 256, 585, 568, 273, 271, 273, 274, 269, 49407, 49407);
    }

    @Test
    void paddingOfStableDiffusion2IsTheExclamationMark() {
        ClipTokenizer there = ClipTokenizer.load(folder("sd2/tokenizer"));
        ClipTokenizer here = ClipVocabulary.paddedWithZero();
        assertEquals(0, here.padId());
        for (String text : new String[] {"a photo of a cat", "wow! !", "an <|endoftext|> and <|STARTOFTEXT|>", ""}) {
            assertThat(here.encode(text).ids()).isEqualTo(there.encode(text).ids());
        }
    }
}
