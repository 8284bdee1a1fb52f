package org.ldm4j.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of Stable Diffusion's schedule, computed from the definitions in double precision. */
final class PosteriorTest {
    private static final Posterior POSTERIOR = new Posterior(NoiseSchedule.scaledLinear(0.00085, 0.012), 0);

    @ParameterizedTest
    @CsvSource({
        "0, 0, -46.0517018599, 1, 0",
        "1, 0.0004263531, -7.7602426216, 0.5013786907, 0.4986212185",
        "500, 0.004806058572, -5.3378779545, 0.0035060443, 0.9957465832",
        "999, 0.01199931762, -4.4229054962, 0.00082799728, 0.993925368",
    })
    void meanAndVariance(int t, double variance, double logVariance, double fromX0, double fromX) {
        assertThat(POSTERIOR.variance(t)).isCloseTo(variance, within(1e-10));
        assertThat(POSTERIOR.logVariance(t)).isCloseTo(logVariance, within(1e-6));
        assertThat(POSTERIOR.meanFromX0(t)).isCloseTo(fromX0, within(1e-9));
        assertThat(POSTERIOR.meanFromX(t)).isCloseTo(fromX, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "EPS, 1, 0.5031939942", "EPS, 0, 0.5031939942", "EPS, 500, 0.0033490564", "EPS, 999, 0.0061016542",
        "X0, 1, 0.4987240135", "X0, 500, 0.1524869526", "X0, 999, 0.0171060866", "V, 7, 1",
    })
    void lowerBound(Prediction prediction, int t, double weight) {
        assertThat(POSTERIOR.lowerBoundWeight(prediction, t)).isCloseTo(weight, within(1e-9));
    }
}
