package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every sampler step by step beside diffusers, over a network in closed form; the values and the network come from
 * {@code tools/golden_samplers.py}.
 */
final class SamplerToyTest {
    private static final long[] SHAPE = {2, 1, 2, 2};
    private static final long SEED = 7;
    private static final double TOLERANCE = 5e-5;

    @TestFactory
    Stream<DynamicTest> equalsDiffusers() throws IOException {
        try (InputStream in = SamplerToyTest.class.getResourceAsStream("/samplers/toy.json")) {
            return new JsonMapper()
                    .readTree(in)
                    .valueStream()
                    .map(toy -> DynamicTest.dynamicTest(toy.path("name").asString(), () -> check(toy)));
        }
    }

    private static void check(JsonNode toy) {
        JsonNode call = toy.path("call");
        SamplerConfig config = SamplerConfig.parse(toy.path("config").toString());
        if (call.path("use_clipped_model_output").asBoolean(false)) {
            config = config.with("use_clipped_model_output", true);
        }
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(SEED);
                SamplerRun run = config.start(plan(call))) {
            List<Tensor> latents = run(
                    run,
                    config.prediction().denoiser(SamplerToyTest::network),
                    rng,
                    call.path("start").asInt(0));
            JsonNode expected = toy.path("latents");
            List<Tensor> compared = latents.subList(latents.size() - expected.size(), latents.size());
            for (int i = 0; i < expected.size(); i++) {
                assertNear(i, compared.get(i), expected.path(i));
            }
        }
    }

    private static StepPlan plan(JsonNode call) {
        StepPlan plan = call.has("sigmas")
                ? StepPlan.sigmas(numbers(call.path("sigmas")))
                : call.has("timesteps")
                        ? StepPlan.timesteps(numbers(call.path("timesteps")))
                        : StepPlan.of(call.path("steps").asInt());
        return call.has("eta") ? plan.withEta(call.path("eta").asDouble()) : plan;
    }

    private static double[] numbers(JsonNode list) {
        return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }

    private static List<Tensor> run(SamplerRun run, Denoiser denoiser, Rng rng, int start) {
        NoiseSource noise = new Increments(rng);
        Tensor x = start == 0
                ? rng.randn(SHAPE).times(run.initialScale())
                : run.noised(start, rng.randn(SHAPE), rng.randn(SHAPE));
        List<Tensor> latents = new ArrayList<>();
        for (int i = start; i < run.count(); i++) {
            x = run.step(i, x, denoiser, noise);
            latents.add(x);
        }
        return latents;
    }

    /** The script gives the sampler with a Brownian motion plain draws as increments. */
    private record Increments(Rng rng) implements NoiseSource {
        @Override
        public Tensor next(long... shape) {
            return rng.randn(shape);
        }

        @Override
        public boolean givesIncrements() {
            return true;
        }
    }

    /** 0.5 x cos(t / 300) + 0.4 tanh(x) + 0.2 sin(t / 100). */
    private static Tensor network(Tensor x, double t) {
        return x.times(0.5 * Math.cos(t / 300)).plus(x.tanh().times(0.4)).plus(0.2 * Math.sin(t / 100));
    }

    private static void assertNear(int step, Tensor actual, JsonNode expected) {
        double[] wanted = numbers(expected), found = actual.toDoubles();
        assertThat(found).hasSameSizeAs(wanted);
        double largest = 0, difference = 0;
        for (int i = 0; i < wanted.length; i++) {
            largest = Math.max(largest, Math.abs(wanted[i]));
            difference = Double.isNaN(found[i]) ? Double.NaN : Math.max(difference, Math.abs(found[i] - wanted[i]));
        }
        assertThat(difference <= TOLERANCE * largest)
                .as("step %d: largest difference %.3g beside values up to %.3g", step, difference, largest)
                .isTrue();
    }
}
