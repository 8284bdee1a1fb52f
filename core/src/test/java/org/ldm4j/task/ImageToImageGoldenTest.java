package org.ldm4j.task;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;

/** Pictures redrawn as diffusers' StableDiffusionImg2ImgPipeline does it. */
final class ImageToImageGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(ImageToImageGoldenTest.class, ImageToImageGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode call = golden.json().path("call");
        PipelineCall.check(golden, (model, text) -> ImageToImage.of(PipelineCall.picture(golden, "input.png"), text)
                .strength(call.path("strength").asDouble(0.8)));
    }
}
