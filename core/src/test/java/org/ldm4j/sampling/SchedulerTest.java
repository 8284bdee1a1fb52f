package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.diffusion.NoiseSchedule;

final class SchedulerTest {
    private static final SigmaTable TABLE = new SigmaTable(NoiseSchedule.scaledLinear(0.00085, 0.012));

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MODEL")
    void levelsFallFromTheNoisiest(Scheduler scheduler) {
        double[] sigmas = scheduler.sigmas(12, TABLE.max(), TABLE.min(), TABLE);
        assertThat(sigmas).hasSize(12);
        assertThat(sigmas[0]).isCloseTo(TABLE.max(), within(1e-4));
        for (int i = 1; i < sigmas.length; i++) {
            assertThat(sigmas[i]).isBetween(0.02, Math.nextDown(sigmas[i - 1]));
        }
    }

    /** The formula by hand for the middle of three levels. */
    @Test
    void karrasAndExponential() {
        double root = (Math.pow(10, 1 / 7.0) + Math.pow(0.1, 1 / 7.0)) / 2;
        assertThat(Scheduler.KARRAS.sigmas(3, 10, 0.1, TABLE))
                .containsExactly(new double[] {10, Math.pow(root, 7), 0.1}, within(1e-9));
        assertThat(Scheduler.EXPONENTIAL.sigmas(3, 10, 0.1, TABLE))
                .containsExactly(new double[] {10, 1, 0.1}, within(1e-9));
        assertThat(Scheduler.KARRAS.sigmas(1, 10, 0.1, TABLE)).containsExactly(new double[] {10}, within(1e-9));
    }

    /** Values of scipy 1.17: {@code scipy.stats.beta.ppf(share, 0.6, 0.6)}. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.01, 0.0008612388",
        "0.1, 0.0395844056",
        "0.25, 0.1756803787",
        "0.5, 0.5",
        "0.9, 0.9604155944",
        "1, 1"
    })
    void betaQuantiles(double share, double quantile) {
        assertThat(Scheduler.betaQuantile(share)).isCloseTo(quantile, within(1e-9));
    }

    @Test
    void levelsOfTheOtherPrograms() {
        // every hundredth training level from the top
        assertThat(Scheduler.SIMPLE.sigmas(10, TABLE.max(), TABLE.min(), TABLE)[1])
                .isEqualTo(TABLE.level(899));
        // even timesteps from 999, of which 0 is left out
        assertThat(Scheduler.SGM_UNIFORM.sigmas(3, TABLE.max(), TABLE.min(), TABLE)[1])
                .isCloseTo(TABLE.level(666), within(1e-4));
        // ten steps take the published levels as they are
        assertThat(Scheduler.AYS.sigmas(10, TABLE.max(), TABLE.min(), TABLE))
                .startsWith(new double[] {14.6146412293, 6.4745760956}, within(1e-9))
                .endsWith(new double[] {0.3977456272, 0.1515232662}, within(1e-9));
    }

    @Test
    void namesOfOtherPrograms() {
        assertThat(Scheduler.named("SGM Uniform")).isEqualTo(Scheduler.SGM_UNIFORM);
        assertThat(Scheduler.named("align_your_steps")).isEqualTo(Scheduler.AYS);
        assertThat(Scheduler.named("normal")).isEqualTo(Scheduler.MODEL);
        assertThatThrownBy(() -> Scheduler.named("cosine"))
                .hasMessageStartingWith("scheduler: expected one of model, karras, exponential, beta")
                .hasMessageEndingWith("found cosine");
    }

    /** There and back between timesteps and sigmas. */
    @ParameterizedTest
    @CsvSource({"0", "1", "437", "998", "999"})
    void timestepOfALevel(int t) {
        assertThat(TABLE.timestep(TABLE.level(t))).isCloseTo(t, within(1e-3));
        assertThat(TABLE.timestep(TABLE.max() * 2)).isEqualTo(999);
        assertThat(TABLE.timestep(0)).isZero();
    }
}
