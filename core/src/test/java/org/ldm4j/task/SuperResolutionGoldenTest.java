package org.ldm4j.task;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;

/** Small pictures enlarged as diffusers' StableDiffusionUpscalePipeline does it. */
final class SuperResolutionGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(SuperResolutionGoldenTest.class, SuperResolutionGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode call = golden.json().path("call");
        PipelineCall.check(golden, (model, text) -> SuperResolution.of(PipelineCall.picture(golden, "input.png"), text)
                .noiseLevel(call.path("noise_level").asInt(20)));
    }
}
