package org.ldm4j.checkpoint;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** open_clip's text encoder, read under its own names, against open_clip. */
final class OpenClipTextGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(OpenClipTextGoldenTest.class, OpenClipTextGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        ClipTextConfig config = config(golden.json().path("config"));
        RenamedSource tensors = OpenClipKeys.of(config).toNative(golden.weights());
        try (Weights weights = Weights.from(tensors, DType.FP32)) {
            Tensor ids = golden.input("ids");
            golden.check("penultimate_normed", new ClipTextEncoder(weights, config).encode(ids, 1));
        }
    }

    private static ClipTextConfig config(JsonNode config) {
        int width = config.path("width").intValue();
        return new ClipTextConfig(
                config.path("vocab_size").intValue(),
                config.path("context_length").intValue(),
                width,
                config.path("layers").intValue(),
                config.path("heads").intValue(),
                4 * width,
                config.path("quick_gelu").asBoolean(false) ? Activation.QUICK_GELU : Activation.GELU);
    }
}
