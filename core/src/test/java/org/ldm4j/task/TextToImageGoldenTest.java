package org.ldm4j.task;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.image.Bitmap;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** Whole text-to-picture runs against diffusers' pipelines: timesteps, latents of each step, pictures. */
final class TextToImageGoldenTest {
    /** Pipelines give their eta to these alone; the ancestral samplers keep their own. */
    private static final Set<String> TAKE_ETA = Set.of("DDIMScheduler", "TCDScheduler");

    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(TextToImageGoldenTest.class, TextToImageGoldenTest::run);
    }

    private static void run(GoldenCase golden) throws IOException {
        JsonNode call = golden.json().path("call");
        try (LatentDiffusionModel model = ModelLoader.load(golden.model(), LoadOptions.DEFAULT.withType(DType.FP32))) {
            SamplerConfig sampler =
                    SamplerConfig.parse(golden.json().path("scheduler").toString());
            try (Run run = start(golden, model.withSampler(sampler), call)) {
                follow(golden, run);
                checkPictures(golden, run.bitmaps());
            }
        }
    }

    /** DPMSolverSDE of diffusers takes the increments of a Brownian tree of its own, which the case recorded. */
    private static Run start(GoldenCase golden, LatentDiffusionModel model, JsonNode call) {
        List<Tensor> increments = golden.file("expected.safetensors").names().stream()
                .filter(name -> name.startsWith("brownian.call"))
                .sorted()
                .map(golden::expected)
                .toList();
        String scheduler = golden.json().path("scheduler").path("_class_name").asString();
        TextToImage request = request(call);
        TextToImage withEta = TAKE_ETA.contains(scheduler)
                ? request.sampling(request.sampling().withEta(call.path("eta").asDouble(0)))
                : request;
        return increments.isEmpty()
                ? model.start(withEta)
                : model.start(withEta, NoiseSource.replayedIncrements(increments));
    }

    static TextToImage request(JsonNode call) {
        double guidance = call.path("guidance_scale").doubleValue();
        return TextToImage.of("")
                .prompts(texts(call.path("prompt")))
                .negatives(texts(call.path("negative_prompt")))
                .size(call.path("width").intValue(), call.path("height").intValue())
                .seed(call.path("seed").longValue())
                .count(call.path("images").asInt(1))
                .seedMode(call.path("generator").asString("one").equals("one") ? SeedMode.SINGLE : SeedMode.PER_PICTURE)
                .guidance(new Guidance(guidance, call.path("guidance_rescale").asDouble(0)))
                .clipSkip(call.path("clip_skip").asInt(0))
                .sampling(sampling(call));
    }

    private static SamplingOptions sampling(JsonNode call) {
        return new SamplingOptions(
                call.path("num_inference_steps").asInt(1),
                null,
                null,
                null,
                null,
                numbers(call.path("timesteps")),
                numbers(call.path("sigmas")),
                null,
                null);
    }

    private static List<String> texts(JsonNode node) {
        if (node.isArray()) {
            List<String> texts = new ArrayList<>();
            node.forEach(text -> texts.add(text.asString("")));
            return texts;
        }
        return List.of(node.asString(""));
    }

    private static List<Double> numbers(JsonNode node) {
        List<Double> numbers = new ArrayList<>();
        node.forEach(number -> numbers.add(number.doubleValue()));
        return numbers;
    }

    private static void follow(GoldenCase golden, Run run) {
        Set<String> expected = golden.file("expected.safetensors").names();
        List<Double> timesteps = new ArrayList<>();
        for (Step step : run) {
            timesteps.add(step.timestep());
            String name = "latents.step%03d".formatted(step.index() - 1);
            if (expected.contains(name)) {
                golden.check(name, run.latents());
            }
        }
        double[] t = timesteps.stream().mapToDouble(Double::doubleValue).toArray();
        golden.check("callback.timesteps", Tensor.of(t, t.length));
        golden.check("latents.final", run.latents());
        if (expected.contains("image.float")) {
            golden.check(
                    "image.float",
                    run.decoded().times(0.5).plus(0.5).clamp(0, 1).permute(0, 2, 3, 1));
        }
    }

    private static void checkPictures(GoldenCase golden, List<Bitmap> pictures) throws IOException {
        for (int i = 0; i < pictures.size(); i++) {
            golden.checkPicture(
                    pictures.size() == 1 ? "expected.png" : "expected_" + i + ".png",
                    pictures.get(i).toImage());
        }
    }
}
