package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prompts as AUTOMATIC1111's parser reads them. */
class PromptGrammarGoldenTest {
    @TestFactory
    Stream<DynamicTest> prompts() {
        return GoldenCases.claimedBy(PromptGrammarGoldenTest.class, PromptGrammarGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode expected = JsonMapper.shared()
                .readTree(golden.folder()
                        .resolve(golden.json().path("file").asString())
                        .toFile());
        double tolerance = golden.json().path("tolerance").path("weights").asDouble(1e-9);
        assertThat(expected.size()).isPositive();
        expected.path("attention").forEach(row -> checkAttention(row, tolerance));
        expected.path("schedules").forEach(PromptGrammarGoldenTest::checkSchedule);
        expected.path("multicond").forEach(row -> checkComposition(row, tolerance));
    }

    private static void checkAttention(JsonNode row, double tolerance) {
        String text = row.path("text").asString();
        JsonNode parsed = row.path("parsed");
        List<WeightedText> parts = PromptGrammar.parse(text);
        assertThat(parts).as(text).hasSize(parsed.size());
        for (int i = 0; i < parts.size(); i++) {
            assertThat(parts.get(i).text())
                    .as(text)
                    .isEqualTo(parsed.get(i).get(0).asString());
            assertThat(parts.get(i).weight())
                    .as(text)
                    .isCloseTo(parsed.get(i).get(1).asDouble(), within(tolerance));
        }
    }

    private static void checkSchedule(JsonNode row) {
        String text = row.path("text").asString();
        List<PromptSchedule.Entry> expected = new ArrayList<>();
        for (JsonNode entry : row.path("schedule")) {
            expected.add(
                    new PromptSchedule.Entry(entry.get(0).asInt(), entry.get(1).asString()));
        }
        assertThat(PromptSchedule.of(text, row.path("steps").asInt()).entries())
                .as(text)
                .isEqualTo(expected);
    }

    /** The reference lists each text once, and gives each part the index of its text. */
    private static void checkComposition(JsonNode row, double tolerance) {
        List<String> flat = new ArrayList<>();
        JsonNode texts = row.path("texts");
        for (int i = 0; i < texts.size(); i++) {
            List<PromptComposition.Part> parts =
                    PromptComposition.of(texts.get(i).asString());
            JsonNode expected = row.path("indexes_and_weights").get(i);
            assertThat(parts).as(row.toString()).hasSize(expected.size());
            for (int k = 0; k < parts.size(); k++) {
                String text = parts.get(k).text();
                if (!flat.contains(text)) {
                    flat.add(text);
                }
                assertThat(flat.indexOf(text))
                        .as(row.toString())
                        .isEqualTo(expected.get(k).get(0).asInt());
                assertThat(parts.get(k).weight())
                        .as(row.toString())
                        .isCloseTo(expected.get(k).get(1).asDouble(), within(tolerance));
            }
        }
        List<String> expectedFlat = new ArrayList<>();
        row.path("flat").forEach(text -> expectedFlat.add(text.asString()));
        assertThat(flat).as(row.toString()).isEqualTo(expectedFlat);
    }
}
