package org.ldm4j.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Values computed from the definitions in double precision. */
final class NoiseScheduleTest {
    @ParameterizedTest
    @CsvSource({
        "0.00085, 0.012, 0, 0.00085, 0.99915",
        "0.00085, 0.012, 1, 0.0008546986554, 0.9982960278",
        "0.00085, 0.012, 20, 0.0009464337816, 0.9813143622",
        "0.00085, 0.012, 250, 0.002427761029, 0.6737926252",
        "0.00085, 0.012, 500, 0.004814954142, 0.2763326838",
        "0.00085, 0.012, 981, 0.01168475549, 0.005775500139",
        "0.00085, 0.012, 999, 0.012, 0.004660098513",
        "0.0015, 0.0195, 500, 0.007963175017, 0.1149220009",
        "0.0015, 0.0195, 999, 0.0195, 0.0001423039752",
        "0.0015, 0.0155, 500, 0.00666792154, 0.1500700509",
        "0.0015, 0.0205, 999, 0.0205, 9.691086681e-05",
        "0.0001, 0.02, 500, 0.005742071068, 0.3312745795",
    })
    void scaledLinearIsLinearInTheRoot(double start, double end, int t, double beta, double abar) {
        NoiseSchedule schedule = NoiseSchedule.scaledLinear(start, end);
        assertThat(schedule.beta(t)).isCloseTo(beta, within(beta * 1e-8));
        assertThat(schedule.alphaCumprod(t)).isCloseTo(abar, within(abar * 1e-8));
        assertThat(schedule.alpha(t) * schedule.alpha(t) + schedule.sigma(t) * schedule.sigma(t))
                .isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "COSINE, 0, 4.1284224822e-05",
        "COSINE, 1, 4.6141752737e-05",
        "COSINE, 500, 0.0031556914416",
        "COSINE, 998, 0.749999393",
        "COSINE, 999, 0.999",
        "LINEAR, 500, 0.01005996",
        "SQRT, 0, 0.01",
        "SQRT, 500, 0.1002993517",
        "SQRT, 999, 0.1414213562",
        "EXP, 0, 0.0119282866",
    })
    void otherSchedules(BetaSchedule name, int t, double beta) {
        assertThat(name.betas(1000, 1e-4, 2e-2)[t]).isCloseTo(beta, within(beta * 1e-6));
    }

    @Test
    void zeroTerminalSnrKeepsTheFirstStepAndEndsInNoise() {
        NoiseSchedule plain = NoiseSchedule.ofFloatBetas(BetaSchedule.SCALED_LINEAR.betas(1000, 0.00085, 0.012));
        NoiseSchedule bent = plain.withZeroTerminalSnr();
        assertThat(bent.alphaCumprod(0)).isCloseTo(plain.alphaCumprod(0), within(1e-6));
        assertThat(bent.alphaCumprod(999)).isZero();
        assertThat(bent.alphaCumprod(998)).isPositive();
        assertThat(bent.withLastAlphaCumprod(0.25).alpha(999)).isEqualTo(0.5);
    }

    @Test
    void everyPictureIsNoisedByItsOwnTimestep() {
        NoiseSchedule schedule = NoiseSchedule.scaledLinear(0.00085, 0.012);
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1)) {
            Tensor x0 = rng.randn(2, 3, 4, 4), eps = rng.randn(2, 3, 4, 4);
            Tensor both = schedule.noised(x0, eps, Tensor.of(new long[] {3, 990}, 2));
            for (int picture = 0; picture < 2; picture++) {
                Tensor alone =
                        schedule.noised(x0.narrow(0, picture, 1), eps.narrow(0, picture, 1), picture == 0 ? 3 : 990);
                assertThat(both.narrow(0, picture, 1).minus(alone).maxAbs()).isLessThan(1e-6);
            }
        }
    }

    @Test
    void betasThatAreNoProbabilitiesAreRefused() {
        assertThatThrownBy(() -> NoiseSchedule.ofBetas(0.1, 1.5))
                .hasMessage("betas: expected numbers from 0 to 1, found 1.5 at step 1");
        assertThatThrownBy(() -> NoiseSchedule.ofBetas(Double.NaN)).hasMessageContaining("found NaN at step 0");
        assertThatThrownBy(NoiseSchedule::ofBetas).hasMessageContaining("found none");
        assertThatThrownBy(() -> BetaSchedule.ofDiffusers("quadratic"))
                .hasMessageStartingWith("beta_schedule: expected one of scaled_linear, linear")
                .hasMessageEndingWith("found quadratic");
    }
}
