package org.ldm4j.diffusion;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;

/** Betas and every buffer of the reference's {@code register_schedule}. */
final class CompvisSchedulesGoldenTest {
    /** Buffers are the reference's to the last bits of float32, not only to the tolerance of networks. */
    private static final double NEAR = 2e-6;

    @TestFactory
    Stream<DynamicTest> cases() {
        return GoldenCases.claimedBy(CompvisSchedulesGoldenTest.class, golden -> {
            for (Map.Entry<String, JsonNode> schedule :
                    golden.json().path("config").properties()) {
                check(golden, schedule.getKey(), schedule.getValue());
            }
        });
    }

    private static void check(GoldenCase golden, String name, JsonNode config) {
        double[] betas = BetaSchedule.ofCompvis(config.path("schedule").asString())
                .betas(
                        config.path("timesteps").asInt(),
                        config.path("linear_start").asDouble(),
                        config.path("linear_end").asDouble());
        Posterior posterior = new Posterior(
                NoiseSchedule.ofBetas(betas), config.path("v_posterior").asDouble());
        golden.check(name + ".betas64", Tensor.of(betas, betas.length), 1e-12);
        posterior.buffers().forEach((buffer, values) -> golden.check(name + "." + buffer, tensor(values), NEAR));
        // the reference computes these from buffers that are rounded already
        golden.check(name + ".lvlb_weights_eps", lowerBound(posterior, Prediction.EPS));
        golden.check(name + ".lvlb_weights_x0", lowerBound(posterior, Prediction.X0));
    }

    private static Tensor lowerBound(Posterior posterior, Prediction prediction) {
        return tensor(posterior.floats(t -> posterior.lowerBoundWeight(prediction, t)));
    }

    private static Tensor tensor(float[] values) {
        return Tensor.of(values, values.length);
    }
}
