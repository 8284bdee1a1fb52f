package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ids against transformers' BertTokenizer. */
final class WordPieceGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(WordPieceGoldenTest.class, WordPieceGoldenTest::run);
    }

    private static void run(GoldenCase golden) throws IOException {
        var tokenizer = WordPieceTokenizer.load(golden.folder());
        String file = golden.json().path("file").asString();
        for (String line : Files.readAllLines(golden.folder().resolve(file))) {
            JsonNode row = JsonMapper.shared().readTree(line);
            String text = row.path("text").asString();
            assertThat(tokenizer.encode(text).ids()).as(text).isEqualTo(longs(row.path("ids")));
        }
    }

    private static long[] longs(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToLong(i -> array.get(i).asLong())
                .toArray();
    }
}
