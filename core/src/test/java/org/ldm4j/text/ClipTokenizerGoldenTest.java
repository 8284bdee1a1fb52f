package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ids of transformers' CLIPTokenizer. */
class ClipTokenizerGoldenTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TestFactory
    Stream<DynamicTest> tokenizer() {
        return GoldenCases.claimedBy(ClipTokenizerGoldenTest.class, ClipTokenizerGoldenTest::run);
    }

    private static void run(GoldenCase golden) throws IOException {
        ClipTokenizer tokenizer = ClipTokenizer.load(
                golden.shared(golden.json().path("vocabulary").asString()));
        for (String line : Files.readAllLines(
                golden.folder().resolve(golden.json().path("file").asString()))) {
            check(tokenizer, JSON.readTree(line));
        }
    }

    private static void check(ClipTokenizer tokenizer, JsonNode row) {
        String text = row.path("text").asString();
        ClipTokens tokens = tokenizer.encode(text);
        long[] ids = tokens.ids();
        int end = indexOf(ids, tokenizer.endId()) + 1;
        assertThat(Arrays.copyOf(ids, end)).as(text).isEqualTo(longs(row.path("ids")));
        if (row.has("ids_77")) {
            assertThat(ids).as(text).isEqualTo(longs(row.path("ids_77")));
        } else {
            assertThat(Arrays.copyOfRange(ids, end, ids.length))
                    .as(text)
                    .isEqualTo(padding(tokenizer, ids.length - end));
        }
        assertThat(tokens.count())
                .as(text)
                .isEqualTo(row.path("untruncated_length").asInt());
        if (row.has("untruncated")) {
            assertThat(whole(tokenizer, text)).as(text).isEqualTo(longs(row.path("untruncated")));
        }
    }

    private static int indexOf(long[] ids, long id) {
        return IntStream.range(0, ids.length)
                .filter(i -> ids[i] == id)
                .findFirst()
                .orElseThrow();
    }

    private static long[] padding(ClipTokenizer tokenizer, int count) {
        return LongStream.generate(tokenizer::padId).limit(count).toArray();
    }

    private static long[] whole(ClipTokenizer tokenizer, String text) {
        return LongStream.concat(
                        LongStream.of(tokenizer.startId()),
                        LongStream.concat(Arrays.stream(tokenizer.ids(text)), LongStream.of(tokenizer.endId())))
                .toArray();
    }

    private static long[] longs(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToLong(i -> array.get(i).asLong())
                .toArray();
    }
}
