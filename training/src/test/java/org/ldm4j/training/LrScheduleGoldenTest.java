package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Factors of the learning rate equal those of the paper's code. */
final class LrScheduleGoldenTest {
    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.claimedBy(LrScheduleGoldenTest.class, LrScheduleGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        double tolerance = golden.json().path("tolerance").path("float").asDouble();
        JsonNode all = new JsonMapper()
                .readTree(golden.folder()
                        .resolve(golden.json().path("file").asString())
                        .toFile());
        assertThat(all.size()).isPositive();
        for (Map.Entry<String, JsonNode> entry : all.properties()) {
            LrSchedule schedule = CompvisSchedule.read(
                            entry.getKey(), entry.getValue().path("arguments"), "a golden case")
                    .of(0, 1);
            for (JsonNode value : entry.getValue().path("values")) {
                double expected = value.get(1).asDouble();
                assertThat(schedule.factor(value.get(0).asLong()))
                        .as(entry.getKey() + " after " + value.get(0) + " steps")
                        .isCloseTo(expected, within(tolerance * Math.max(expected, 1e-3)));
            }
        }
    }
}
