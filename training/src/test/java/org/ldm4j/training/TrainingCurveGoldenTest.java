package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ClassEmbedder;
import org.ldm4j.denoiser.CompvisUNetConfig;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.DiffusionLoss;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** Whole steps of training, the optimiser and the moving average among them, against the paper's code. */
final class TrainingCurveGoldenTest {
    private static final String UNET = "model.diffusion_model";
    private static final String AVERAGE = "ema.diffusion_model";

    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(TrainingCurveGoldenTest.class, TrainingCurveGoldenTest::run);
    }

    private static void run(GoldenCase golden) {
        JsonNode json = golden.json(), classes = json.path("class_embedder");
        try (Weights weights = Weights.create(0)) {
            UNet unet = new UNet(weights.at(UNET), new CompvisUNetConfig(json.path("unet")).read());
            ClassEmbedder embedder = new ClassEmbedder(
                    weights.at("cond_stage_model"),
                    new ClassConfig(
                            classes.path("n_classes").asInt(1000),
                            classes.path("embed_dim").asInt(512)));
            Map<String, Tensor> parameters = weights.parameters();
            DiffusionLossGoldenTest.begin(parameters, golden.weights());
            Map<String, Tensor> averaged = new LinkedHashMap<>(parameters);
            averaged.keySet().removeIf(name -> !name.startsWith(UNET));
            JsonNode adam = json.path("optimiser");
            try (AdamW optimiser = new AdamW(parameters, settings(adam));
                    Ema ema = new Ema(averaged, 0.9999, true)) {
                steps(golden, unet, embedder, parameters, optimiser, ema);
                check(golden, parameters, ema);
            }
        }
    }

    private static AdamW.Settings settings(JsonNode adam) {
        return new AdamW.Settings(
                adam.path("betas").path(0).asDouble(0.9),
                adam.path("betas").path(1).asDouble(0.999),
                adam.path("eps").asDouble(1e-8),
                adam.path("weight_decay").asDouble(0.01),
                true);
    }

    private static void steps(
            GoldenCase golden,
            UNet unet,
            ClassEmbedder embedder,
            Map<String, Tensor> parameters,
            AdamW optimiser,
            Ema ema) {
        DiffusionLoss loss = DiffusionLossGoldenTest.loss(golden.json().path("params"));
        double learningRate = golden.json().path("optimiser").path("lr").asDouble(1e-3);
        double tolerance =
                golden.json().path("tolerance").path("loss").path("tol").asDouble(1e-3);
        float[] losses = golden.expected("loss").toFloats(),
                norms = golden.expected("grad_norm").toFloats();
        for (int step = 0; step < losses.length; step++) {
            try (Scope scope = Scope.open()) {
                Tensor x0 = golden.input("x").select(0, step),
                        eps = golden.input("noise").select(0, step);
                Tensor t = golden.input("t").select(0, step);
                Tensor context = embedder.encode(golden.input("class_label").select(0, step));
                var schedule = loss.posterior().schedule();
                Tensor output = unet.forward(schedule.noised(x0, eps, t), t.to(DType.FP32), context);
                Tensor total = loss.of(output, loss.prediction().target(x0, eps, t, schedule), t, null)
                        .total();
                total.backward();
                assertThat(total.item())
                        .as("loss of step " + step)
                        .isCloseTo(losses[step], within(tolerance * losses[step]));
                assertThat(DiffusionLossGoldenTest.norm(parameters))
                        .as("gradient of step " + step)
                        .isCloseTo(norms[step], within(5 * tolerance * norms[step]));
                optimiser.step(learningRate);
                ema.update(step + 1);
            }
        }
    }

    private static void check(GoldenCase golden, Map<String, Tensor> parameters, Ema ema) {
        for (String name : golden.file("expected.safetensors").names()) {
            if (parameters.containsKey(name)) {
                golden.check(name, Objects.requireNonNull(parameters.get(name)));
            } else if (name.startsWith(AVERAGE)) {
                golden.check(name, average(ema, name));
            } else if (name.equals("ema.decay")) {
                assertThat(golden.expected(name).item()).isCloseTo(0.9999, within(1e-6));
            }
        }
    }

    /** By its name in the paper's files, which has no dots. */
    private static Tensor average(Ema ema, String name) {
        return ema.averages().entrySet().stream()
                .filter(each -> each.getKey()
                        .replace(".", "")
                        .equals(name.substring("ema.".length()).replace("diffusion_model", "modeldiffusion_model")))
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
