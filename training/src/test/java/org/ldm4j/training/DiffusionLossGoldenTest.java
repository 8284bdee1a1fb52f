package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.denoiser.CompvisUNetConfig;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.diffusion.BetaSchedule;
import org.ldm4j.diffusion.DiffusionLoss;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.diffusion.Posterior;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** The training objective, its logged parts and its gradients against the paper's code. */
final class DiffusionLossGoldenTest {
    private static final String GRADIENT = "grad.";
    private static final String PREFIX = "model.diffusion_model.";

    @TestFactory
    Stream<DynamicTest> equalsTheReference() {
        return GoldenCases.claimedBy(DiffusionLossGoldenTest.class, DiffusionLossGoldenTest::run);
    }

    /** The noise schedule that a case's {@code params} say. */
    static NoiseSchedule schedule(JsonNode params) {
        return NoiseSchedule.ofBetas(
                BetaSchedule.ofCompvis(params.path("beta_schedule").asString("linear"))
                        .betas(
                                params.path("timesteps").asInt(1000),
                                params.path("linear_start").asDouble(1e-4),
                                params.path("linear_end").asDouble(2e-2)));
    }

    /** The objective that a case's {@code params} say. */
    static DiffusionLoss loss(JsonNode params) {
        return new DiffusionLoss(
                new Posterior(schedule(params), params.path("v_posterior").asDouble(0)),
                Prediction.named(params.path("parameterization").asString("eps")),
                DiffusionLoss.Norm.valueOf(
                        params.path("loss_type").asString("l2").toUpperCase(Locale.ROOT)),
                params.path("l_simple_weight").asDouble(1),
                params.path("original_elbo_weight").asDouble(0));
    }

    private static SafetensorsFile weights(GoldenCase golden) {
        String said = golden.json().path("weights").asString("");
        String where = said.contains(" of ") ? "../" + said.substring(said.lastIndexOf(' ') + 1) + "/" : "";
        return golden.file(where + "weights.safetensors");
    }

    private static void run(GoldenCase golden) {
        JsonNode params = golden.json().path("params");
        try (Weights weights = Weights.create(0)) {
            UNet unet = new UNet(
                    weights.at("diffusion_model"),
                    new CompvisUNetConfig(golden.json().path("unet")).read());
            begin(weights.parameters(), weights(golden));
            Tensor logVariances = params.path("learn_logvar").asBoolean(false)
                            || params.path("logvar_init").asDouble(0) != 0
                    ? Tensor.full(params.path("logvar_init").asDouble(0), 1000).requireGrad()
                    : null;
            check(golden, unet, loss(params), logVariances);
            checkGradients(golden, weights.parameters(), logVariances);
        }
    }

    /** Gives parameters that are made for training, and so lie in memory as there, the values of a case. */
    static void begin(Map<String, Tensor> parameters, TensorSource values) {
        parameters.forEach((name, parameter) -> {
            parameter.copyInPlace(values.read(name));
            parameter.requireGrad();
        });
    }

    private static void check(GoldenCase golden, UNet unet, DiffusionLoss loss, @Nullable Tensor logVariances) {
        NoiseSchedule schedule = loss.posterior().schedule();
        Tensor x0 = golden.input("x_start"), eps = golden.input("noise"), t = golden.input("t");
        Tensor x = schedule.noised(x0, eps, t);
        golden.check("x_t", x);
        Tensor output = unet.forward(x, t.to(DType.FP32), golden.input("context"));
        DiffusionLoss.Parts parts = loss.of(output, loss.prediction().target(x0, eps, t, schedule), t, logVariances);
        Map<String, Tensor> values = Map.of(
                "loss", parts.total(),
                "log.loss", parts.total(),
                "log.loss_simple", parts.simple(),
                "log.loss_gamma", parts.gamma(),
                "log.loss_vlb", parts.lowerBound(),
                "logvar", logVariances == null ? Tensor.zeros() : logVariances.mean());
        values.forEach((name, value) -> {
            if (golden.file("expected.safetensors").names().contains(name)) {
                golden.check(name, value);
            }
        });
        parts.total().backward();
    }

    private static void checkGradients(
            GoldenCase golden, Map<String, Tensor> parameters, @Nullable Tensor logVariances) {
        for (String name : golden.file("expected.safetensors").names()) {
            if (name.equals("grad.logvar")) {
                golden.check(
                        name,
                        Objects.requireNonNull(
                                Objects.requireNonNull(logVariances).grad()));
            } else if (name.startsWith(GRADIENT)) {
                String own = "diffusion_model." + name.substring(GRADIENT.length() + PREFIX.length());
                Tensor parameter = Objects.requireNonNull(parameters.get(own), own);
                checkGradient(golden, name, Objects.requireNonNull(parameter.grad()));
            }
        }
        golden.check("grad_norm", Tensor.full(norm(parameters)));
    }

    /**
     * Where groups of a norm are single channels, what the timestep adds to a channel is taken off again, and its gradient
     * is zero: the reference has rounding errors there, and so may we.
     */
    private static void checkGradient(GoldenCase golden, String name, Tensor gradient) {
        double rounding = Math.scalb(1, -23) * golden.expected("grad_norm").item();
        if (golden.expected(name).maxAbs() < rounding) {
            assertThat(gradient.maxAbs()).as(name).isLessThan(rounding);
        } else {
            golden.check(name, gradient);
        }
    }

    /** Length of all gradients together. */
    static double norm(Map<String, Tensor> parameters) {
        double squares = 0;
        for (Tensor parameter : parameters.values()) {
            double norm = Objects.requireNonNull(parameter.grad()).norm().item();
            squares += norm * norm;
        }
        return Math.sqrt(squares);
    }
}
