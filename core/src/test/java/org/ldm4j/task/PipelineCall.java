package org.ldm4j.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.sampling.NoiseSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** A call of a diffusers pipeline that a golden case recorded: made again, and followed step by step. */
final class PipelineCall {
    /** Pipelines give their eta to these alone; the ancestral samplers keep their own. */
    private static final Set<String> TAKE_ETA = Set.of("DDIMScheduler", "TCDScheduler");

    private PipelineCall() {}

    /** Loads the case's model, makes the request that {@code task} makes of the call's texts, and checks the results. */
    static void check(GoldenCase golden, BiFunction<LatentDiffusionModel, TextToImage, Request> task) {
        try (LatentDiffusionModel model = ModelLoader.load(golden.model(), LoadOptions.DEFAULT.withType(DType.FP32))) {
            SamplerConfig sampler = SamplerConfig.parse(
                            golden.json().path("scheduler").toString())
                    .with("diffusers_late_start", true);
            try (Run run = start(golden, model.withSampler(sampler), task)) {
                follow(golden, run);
                checkPictures(golden, run.bitmaps());
            }
        }
    }

    /** DPMSolverSDE of diffusers takes the increments of a Brownian tree of its own, which the case recorded. */
    private static Run start(
            GoldenCase golden,
            LatentDiffusionModel model,
            BiFunction<LatentDiffusionModel, TextToImage, Request> task) {
        List<Tensor> increments = golden.file("expected.safetensors").names().stream()
                .filter(name -> name.startsWith("brownian.call"))
                .sorted()
                .map(golden::expected)
                .toList();
        JsonNode call = golden.json().path("call");
        String scheduler = golden.json().path("scheduler").path("_class_name").asString();
        TextToImage text = request(call);
        TextToImage withEta = TAKE_ETA.contains(scheduler)
                ? text.sampling(text.sampling().withEta(call.path("eta").asDouble(0)))
                : text;
        Request request = task.apply(model, withEta);
        return increments.isEmpty()
                ? model.start(request)
                : model.start(request, NoiseSource.replayedIncrements(increments));
    }

    /** The call's input picture {@code file}. */
    static Bitmap picture(GoldenCase golden, String file) {
        return ImageFile.read(golden.folder().resolve(file));
    }

    static TextToImage request(JsonNode call) {
        int images = call.path("images").asInt(1);
        double guidance = call.path("guidance_scale").doubleValue();
        return TextToImage.of("")
                .promptStyle(PromptStyle.DIFFUSERS)
                .prompts(texts(call.path("prompt"), images))
                .negatives(texts(call.path("negative_prompt"), images))
                .size(call.path("width").asInt(0), call.path("height").asInt(0))
                .seed(call.path("seed").longValue())
                .count(images)
                .seedMode(call.path("generator").asString("one").equals("one") ? SeedMode.SINGLE : SeedMode.LIST)
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

    /** One text for each picture: diffusers makes all pictures of a prompt before those of the next. */
    private static List<String> texts(JsonNode node, int images) {
        if (!node.isArray() || node.isEmpty()) {
            return List.of(node.asString(""));
        }
        List<String> texts = new ArrayList<>();
        node.forEach(text -> texts.addAll(Collections.nCopies(Math.max(1, images / node.size()), text.asString(""))));
        return texts;
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

    private static void checkPictures(GoldenCase golden, List<Bitmap> pictures) {
        for (int i = 0; i < pictures.size(); i++) {
            golden.checkPicture(
                    pictures.size() == 1 ? "expected.png" : "expected_" + i + ".png",
                    pictures.get(i).toImage());
        }
    }
}
