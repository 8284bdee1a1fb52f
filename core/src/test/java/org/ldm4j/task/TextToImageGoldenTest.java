package org.ldm4j.task;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;

/** Whole text-to-picture runs against diffusers' pipelines: timesteps, latents of each step, pictures. */
final class TextToImageGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(TextToImageGoldenTest.class, TextToImageGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        PipelineCall.check(golden, (model, text) -> text);
    }
}
