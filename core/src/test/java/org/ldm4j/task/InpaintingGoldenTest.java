package org.ldm4j.task;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import tools.jackson.databind.JsonNode;

/** Repainting as diffusers' StableDiffusionInpaintPipeline does it; the surroundings are not put back. */
final class InpaintingGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(InpaintingGoldenTest.class, InpaintingGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode call = golden.json().path("call");
        PipelineCall.check(golden, (model, text) -> {
            Inpainting request = Inpainting.of(
                            PipelineCall.picture(golden, "input.png"),
                            PipelineCall.picture(golden, "mask.png"),
                            text.size(
                                    call.path("width").asInt(model.size()),
                                    call.path("height").asInt(model.size())))
                    .strength(call.path("strength").asDouble(1));
            JsonNode padding = call.path("padding_mask_crop"); // there the reference pastes too
            return padding.isNumber() ? request.onlyMasked(padding.intValue()) : request.keepsOutside(false);
        });
    }
}
