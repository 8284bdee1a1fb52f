package org.ldm4j.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class DiffusionLossTest {
    private static final NoiseSchedule SCHEDULE = NoiseSchedule.scaledLinear(0.00085, 0.012);
    private static final long[] STEPS = {1, 500};

    @Test
    void simpleLossIsTheMeanSquare() {
        try (Scope scope = Scope.open()) {
            DiffusionLoss.Parts parts = DiffusionLoss.simple(SCHEDULE, Prediction.EPS)
                    .of(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2), Tensor.zeros(2, 2), Tensor.of(STEPS, 2), null);
            assertThat(parts.total().item()).isEqualTo(7.5);
            assertThat(parts.simple().item()).isEqualTo(7.5);
            // (2.5 * 0.5031939942 + 12.5 * 0.0033490564) / 2
            assertThat(parts.lowerBound().item()).isCloseTo(0.6499240953, within(1e-6));
        }
    }

    @Test
    void absoluteErrorWithItsShareOfTheLowerBound() {
        try (Scope scope = Scope.open()) {
            var loss = new DiffusionLoss(new Posterior(SCHEDULE, 0), Prediction.V, DiffusionLoss.Norm.L1, 2, 0.1);
            DiffusionLoss.Parts parts =
                    loss.of(Tensor.of(new float[] {1, 2, -3, 4}, 2, 2), Tensor.zeros(2, 2), Tensor.of(STEPS, 2), null);
            assertThat(parts.total().item()).isCloseTo(2 * 2.5 + 0.1 * 2.5, within(1e-6));
        }
    }

    @Test
    void aLearnedVarianceDividesTheErrorOfItsTimestep() {
        try (Scope scope = Scope.open()) {
            float[] learned = new float[1000];
            learned[500] = 2;
            DiffusionLoss.Parts parts = DiffusionLoss.simple(SCHEDULE, Prediction.EPS)
                    .of(Tensor.full(1, 2, 3), Tensor.zeros(2, 3), Tensor.of(STEPS, 2), Tensor.of(learned, 1000));
            assertThat(parts.gamma().item()).isCloseTo((1 + Math.exp(-2) + 2) / 2, within(1e-6));
            assertThat(parts.total().item()).isCloseTo(parts.gamma().item(), within(1e-9));
            assertThat(parts.simple().item()).isEqualTo(1);
        }
    }

    @Test
    void minSnrLimitsTheEasyTimesteps() {
        try (Scope scope = Scope.open()) {
            double easy = SCHEDULE.snr(1), hard = SCHEDULE.snr(500);
            Tensor t = Tensor.of(STEPS, 2);
            assertThat(DiffusionLoss.minSnrWeights(SCHEDULE, Prediction.EPS, 5, t)
                            .toDoubles())
                    .containsExactly(new double[] {5 / easy, 1}, within(1e-7));
            assertThat(DiffusionLoss.minSnrWeights(SCHEDULE, Prediction.V, 5, t).toDoubles())
                    .containsExactly(new double[] {5 / (easy + 1), hard / (hard + 1)}, within(1e-7));
            assertThat(DiffusionLoss.minSnrWeights(SCHEDULE, Prediction.X0, 5, t)
                            .toDoubles())
                    .containsExactly(new double[] {5, hard}, within(1e-6));
        }
    }
}
