package org.ldm4j.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.diffusion.Guidance;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PixelTensors;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.sampling.Samplers;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** The paper's models, in small, against its own code. */
final class ZooGoldenTest {
    private static final double CORRECTION = 0.2;

    @TempDir
    static Path folder;

    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(ZooGoldenTest.class, ZooGoldenTest::run);
    }

    private static void run(GoldenCase golden) throws IOException {
        JsonNode options = golden.json().path("options");
        LoadOptions exact = LoadOptions.DEFAULT.withType(DType.FP32);
        try (PaperModel loaded = (PaperModel) ModelLoader.open(model(golden), exact)) {
            PaperModel model = loaded.withSampler(sampler(golden, loaded.sampler()));
            Request request = new Conditioned(settings(options, model), condition(golden, model.conditions()));
            Tensor firstNoise = options.path("x_T_given").booleanValue() ? golden.input("x_T") : null;
            try (Run run = model.start(request, steering(golden), firstNoise)) {
                run.finish();
                golden.check("sample", run.latents());
                golden.check("decoded", run.decoded());
                checkPictures(golden, run.decoded());
            }
        }
    }

    /** The case's model; one that leaves out its first stage is put together with the file that has it. */
    private static Path model(GoldenCase golden) throws IOException {
        JsonNode other = golden.json().path("first_stage_from");
        if (!other.isString()) {
            return golden.model();
        }
        Path whole = folder.resolve(golden.model().getParent().getFileName() + ".safetensors");
        if (Files.notExists(whole)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            try (Scope scope = Scope.open()) {
                add(tensors, golden.model(), "");
                add(tensors, golden.shared(other.asString()), "first_stage_model.");
                SafetensorsWriter.write(whole, tensors, Map.of());
            }
            Path yaml = golden.shared(golden.json().path("yaml").asString());
            Files.copy(yaml, whole.resolveSibling(golden.model().getParent().getFileName() + ".yaml"));
        }
        return whole;
    }

    private static void add(Map<String, Tensor> tensors, Path path, String prefix) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            file.names().stream()
                    .filter(name -> name.startsWith(prefix))
                    .forEach(name -> tensors.put(name, file.read(name)));
        }
    }

    private static SamplerConfig sampler(GoldenCase golden, SamplerConfig own) {
        return switch (golden.json().path("sampler").asString()) {
            case "ddim" -> own.with(Samplers.DDIM);
            case "plms" -> own.with(Samplers.PLMS);
            case "p_sample_loop" -> own.with(Samplers.DDPM);
            default -> throw new AssertionError(golden.json().path("sampler"));
        };
    }

    private static TextToImage settings(JsonNode options, PaperModel model) {
        int f = model.parts().firstStage().config().downsampling();
        JsonNode shape = options.path("latent_shape");
        return TextToImage.of("")
                .size(shape.path(2).intValue() * f, shape.path(1).intValue() * f)
                .count(options.path("batch").intValue())
                .batchSize(options.path("batch").intValue())
                .seedMode(SeedMode.SINGLE)
                .seed(options.path("torch_manual_seed").longValue())
                .guidance(new Guidance(options.path("scale").doubleValue(), 0))
                .sampling(steps(options).withEta(options.path("eta").doubleValue()));
    }

    /** S steps, or the last so many timesteps of all. */
    private static SamplingOptions steps(JsonNode options) {
        SamplingOptions steps = SamplingOptions.of(options.path("S").intValue());
        int last = options.path("timesteps").asInt(0);
        List<Double> timesteps =
                IntStream.range(0, last).mapToObj(i -> last - 1.0 - i).toList();
        return new SamplingOptions(steps.steps(), null, null, null, null, timesteps, List.of(), null, null);
    }

    private static Condition condition(GoldenCase golden, Conditions conditions) {
        List<String> names = Files.exists(golden.folder().resolve("inputs.safetensors"))
                ? List.copyOf(golden.file("inputs.safetensors").names())
                : List.of();
        if (names.contains("class_label")) {
            return conditions.classes(golden.input("class_label").toLongs());
        }
        if (names.contains("ids")) {
            return conditions.tokens(
                    golden.input("ids"), names.contains("ids_uncond") ? golden.input("ids_uncond") : null);
        }
        if (names.contains("labels")) {
            return conditions.maps(golden.input("labels"));
        }
        if (names.contains("LR_image")) {
            return conditions.smallPictures(golden.input("LR_image"));
        }
        if (names.contains("image_0_1")) {
            return conditions.masked(golden.input("image_0_1"), golden.input("mask_0_1"));
        }
        return names.contains("context") ? conditions.vectors(golden.input("context")) : Condition.NONE;
    }

    private static Steering steering(GoldenCase golden) {
        JsonNode options = golden.json().path("options");
        Steering steering =
                Steering.NONE.temperature(options.path("temperature").asDouble(1));
        if (options.path("quantize_x0").asBoolean(false)) {
            steering = steering.quantising();
        }
        if (options.has("corrector")) {
            steering = steering.correcting((eps, x, t) -> eps.plus(x.times(CORRECTION)));
        }
        boolean masked = Files.exists(golden.folder().resolve("inputs.safetensors"))
                && golden.file("inputs.safetensors").names().contains("x0");
        return masked ? steering.keeping(golden.input("x0"), golden.input("mask")) : steering;
    }

    private static void checkPictures(GoldenCase golden, Tensor decoded) throws IOException {
        List<Bitmap> pictures = PixelTensors.bitmaps(decoded, PixelTensors.Rounding.DOWN);
        for (int i = 0; i < pictures.size(); i++) {
            String file = pictures.size() == 1 ? "expected.png" : "expected_" + i + ".png";
            golden.checkPicture(file, pictures.get(i).toImage());
        }
    }
}
