package org.ldm4j.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class PredictionTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.scaledLinear(0.00085, 0.012);

    /** A network that predicts its target exactly must give back what x was made of. */
    @ParameterizedTest
    @EnumSource
    void aPerfectPredictionGivesBackBothParts(Prediction prediction) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(3)) {
            Tensor x0 = rng.randn(2, 1, 2, 2), eps = rng.randn(2, 1, 2, 2), t = Tensor.of(new long[] {500, 500}, 2);
            Tensor target = prediction.target(x0, eps, t, SCHEDULE);
            Estimate estimate = prediction
                    .denoiser((x, step) -> target)
                    .estimate(SCHEDULE.noised(x0, eps, t), 500, SCHEDULE.alpha(500), SCHEDULE.sigma(500));
            assertThat(estimate.x0().minus(x0).maxAbs()).isLessThan(1e-5);
            assertThat(estimate.eps().minus(eps).maxAbs()).isLessThan(1e-5);
        }
    }

    @Test
    void velocityAtTimestep981() {
        try (Scope scope = Scope.open()) {
            Estimate e = Prediction.V.estimate(
                    Tensor.full(1, 1, 1), Tensor.full(0.25, 1, 1), SCHEDULE.alpha(981), SCHEDULE.sigma(981));
            assertThat(e.x0().item()).isCloseTo(-0.1732803057, within(1e-6));
            assertThat(e.eps().item()).isCloseTo(1.0161072461, within(1e-6));
        }
    }

    @Test
    void namesOfOtherPrograms() {
        assertThat(Prediction.named("v_prediction")).isEqualTo(Prediction.V);
        assertThat(Prediction.named("epsilon")).isEqualTo(Prediction.EPS);
        assertThat(Prediction.named("sample")).isEqualTo(Prediction.X0);
        assertThatThrownBy(() -> Prediction.named("noise"))
                .hasMessage("prediction: expected one of eps, v, x0, found noise");
    }

    @Test
    void changingX0LeavesTheNoise() {
        try (Scope scope = Scope.open()) {
            Denoiser plain = (x, t, alpha, sigma) -> new Estimate(Tensor.full(3, 1), Tensor.full(2, 1));
            Estimate changed = plain.withX0(x0 -> x0.clamp(-1, 1)).estimate(Tensor.zeros(1), 0, 1, 0);
            assertThat(changed.x0().item()).isEqualTo(1);
            assertThat(changed.eps().item()).isEqualTo(2);
        }
    }
}
