package org.ldm4j.task;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;

/** Pictures redrawn with their depth kept, as diffusers' StableDiffusionDepth2ImgPipeline does it. */
final class DepthToImageGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(DepthToImageGoldenTest.class, DepthToImageGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode call = golden.json().path("call");
        PipelineCall.check(golden, (model, text) -> DepthToImage.of(
                        PipelineCall.picture(golden, "input.png"), DepthMap.of(golden.input("depth_map")), text)
                .strength(call.path("strength").asDouble(0.8)));
    }
}
