package org.ldm4j.task;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.tensor.DType;
import tools.jackson.databind.JsonNode;

/** The paper's models as diffusers exports and runs them. */
final class LdmExportGoldenTest {
    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(LdmExportGoldenTest.class, LdmExportGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        try (Model model = ModelLoader.open(golden.model(), LoadOptions.DEFAULT.withType(DType.FP32));
                Run run = model.start(request(golden))) {
            run.finish();
            golden.check(
                    "image.float",
                    run.decoded().times(0.5).plus(0.5).clamp(0, 1).permute(0, 2, 3, 1));
            List<Bitmap> pictures = run.bitmaps();
            for (int i = 0; i < pictures.size(); i++) {
                String numbered = "expected_" + i + ".png";
                boolean one = !golden.folder().resolve(numbered).toFile().exists();
                golden.checkPicture(
                        one ? "expected.png" : numbered, pictures.get(i).toImage());
            }
        }
    }

    private static Request request(GoldenCase golden) {
        JsonNode call = golden.json().path("call");
        TextToImage text = settings(call);
        if (call.has("prompt")) {
            return text;
        }
        return golden.folder().resolve("input.png").toFile().exists()
                ? SuperResolution.of(ImageFile.read(golden.folder().resolve("input.png")), text)
                : new Unconditional(text);
    }

    private static TextToImage settings(JsonNode call) {
        List<String> prompts =
                call.path("prompt").valueStream().map(JsonNode::asString).toList();
        int count = Math.max(prompts.size(), call.path("batch_size").asInt(1));
        return TextToImage.of("")
                .prompts(prompts.isEmpty() ? List.of("") : prompts)
                .size(call.path("width").asInt(0), call.path("height").asInt(0))
                .count(count)
                .seed(call.path("seed").longValue())
                .seedMode(call.path("generator").asString("one").equals("list") ? SeedMode.LIST : SeedMode.SINGLE)
                .guidance(new Guidance(call.path("guidance_scale").asDouble(1), 0))
                .sampling(SamplingOptions.of(call.path("num_inference_steps").intValue())
                        .withEta(call.path("eta").asDouble(0)));
    }
}
