package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** Betas, timesteps, sigmas and the scale of the first noise of diffusers' schedulers. */
final class DiffusersSchedulesGoldenTest {
    /** Sigmas may differ by this, each from its own value; so may fractions of timesteps. */
    private static final double NEAR = 1e-5;

    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.claimedBy(DiffusersSchedulesGoldenTest.class, golden -> {
            checkBetas(golden);
            for (Map.Entry<String, JsonNode> run : golden.json().path("config").properties()) {
                checkRun(golden, run.getKey(), run.getValue());
            }
        });
    }

    private static void checkBetas(GoldenCase golden) {
        for (String name : List.of("linear", "scaled_linear", "squaredcos_cap_v2")) {
            Map<String, Object> fields = Map.of("beta_schedule", name, "beta_start", 0.00085, "beta_end", 0.012);
            SamplerConfig config = SamplerConfig.of(fields).with(Samplers.DDIM);
            checkSchedule(golden, name, config.noiseSchedule());
            checkSchedule(
                    golden, name + ".zerosnr", config.withZeroTerminalSnr(true).noiseSchedule());
        }
        SamplerConfig sigmoid =
                SamplerConfig.of(Map.of("beta_schedule", "sigmoid")).with(Samplers.DDPM);
        golden.check("betas.sigmoid(1e-4,.02)", floats(sigmoid.noiseSchedule().betas()));
    }

    private static void checkSchedule(GoldenCase golden, String name, NoiseSchedule schedule) {
        golden.check("betas." + name, floats(schedule.betas()));
        golden.check("alphas_cumprod." + name, floats(schedule.alphasCumprod()));
    }

    private static Tensor floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.of(floats, floats.length);
    }

    private static void checkRun(GoldenCase golden, String name, JsonNode given) {
        StepPlan plan = StepPlan.of(given.path("num_inference_steps").asInt());
        try (SamplerRun run =
                SamplerConfig.parse(given.path("scheduler").toString()).start(plan)) {
            checkEach(golden, name + ".timesteps", run.grid().timesteps());
            checkEach(golden, name + ".init_noise_sigma", run.initialScale());
            if (golden.json().path("files").path("expected.safetensors").has(name + ".sigmas")) {
                checkEach(golden, name + ".sigmas", run.grid().sigmas());
            }
        } catch (IllegalArgumentException e) {
            throw new AssertionError(name + ": expected a run, found " + e.getMessage(), e);
        }
    }

    private static void checkEach(GoldenCase golden, String name, double... actual) {
        double[] expected = golden.expected(name).toDoubles();
        assertThat(actual).as(name).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(NEAR * Math.abs(expected[i])));
        }
    }
}
