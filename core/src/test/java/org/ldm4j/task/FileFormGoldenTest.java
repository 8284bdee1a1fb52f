package org.ldm4j.task;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.checkpoint.ModelChoices.Average;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import tools.jackson.databind.JsonNode;

/** Every form in which a model is published gives the same picture. */
final class FileFormGoldenTest {
    @TestFactory
    Stream<DynamicTest> givesTheSamePicture() {
        return GoldenCases.claimedBy(FileFormGoldenTest.class, FileFormGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode json = golden.json();
        LoadOptions plain = LoadOptions.DEFAULT.withType(DType.FP32);
        if (json.path("form").asString("").contains("non_ema")) {
            check(golden, plain.withVariant("non_ema"), "expected.png");
            check(golden, plain, "expected_plain.png");
            return;
        }
        if (json.path("files").has("expected_raw.png")) { // averaged weights and trained ones in one file
            check(golden, plain, "expected.png");
            check(golden, plain.withFiles(plain.files().withAverage(Average.RAW)), "expected_raw.png");
            return;
        }
        String variant = json.path("load_arguments").path("variant").asString("");
        check(golden, variant.isEmpty() ? plain : plain.withVariant(variant), "expected.png");
    }

    private static void check(GoldenCase golden, LoadOptions options, String file) {
        SamplerConfig sampler =
                SamplerConfig.parse(golden.json().path("scheduler").toString());
        TextToImage request = PipelineCall.request(golden.json().path("call"));
        try (LatentDiffusionModel model = ModelLoader.load(golden.model(), options)) {
            golden.checkPicture(
                    file, model.withSampler(sampler).generate(request).get(0).toImage());
        }
    }
}
