package org.ldm4j.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpacingTest {
    @ParameterizedTest
    @CsvSource({
        "LEADING, 50, 1, 50, 981, 961, 1", "LEADING, 50, 0, 50, 980, 960, 0", "TRAILING, 10, 0, 10, 999, 899, 99",
        "TRAILING, 7, 0, 7, 999, 856, 142", "LINSPACE, 4, 0, 4, 999, 666, 0", "UNIFORM, 50, 0, 50, 981, 961, 1",
        "UNIFORM, 200, 0, 200, 996, 991, 1", "UNIFORM, 250, 0, 250, 997, 993, 1", "UNIFORM, 400, 0, 500, 999, 997, 1",
        "UNIFORM, 20, 0, 20, 951, 901, 1", "QUAD, 50, 0, 50, 801, 768, 1", "LEADING, 1000, 1, 1000, 999, 998, 0",
        "TIME_UNIFORM, 20, 0, 20, 999, 949.05, 49.95", "LEADING, 1, 1, 1, 1, , ",
    })
    void timesteps(Spacing spacing, int steps, int offset, int count, double first, Double second, Double last) {
        double[] timesteps = spacing.timesteps(1000, steps, offset);
        assertThat(timesteps).hasSize(count);
        assertThat(timesteps[0]).isEqualTo(first);
        if (second != null) {
            assertThat(timesteps[1]).isCloseTo(second, within(1e-9));
            assertThat(timesteps[count - 1]).isCloseTo(last, within(1e-9));
        }
    }

    @Test
    void quadRepeatsItsFirstTimestep() {
        double[] timesteps = Spacing.QUAD.timesteps(1000, 50, 0);
        assertThat(timesteps).endsWith(27, 22, 17, 12, 9, 6, 3, 2, 1, 1).startsWith(801, 768, 737);
    }

    /** Where T / S divides T - 1, CompVis' rule steps out of the schedule (and its code fails). */
    @ParameterizedTest
    @ValueSource(ints = {3, 9, 27, 36, 37, 101, 111, 251, 333, 501, 1000})
    void uniformRefusesStepsThatLeaveTheSchedule(int steps) {
        assertThatThrownBy(() -> Spacing.UNIFORM.timesteps(1000, steps, 0))
                .hasMessageContaining("divide 999")
                .hasMessageContaining("found " + steps);
    }

    @ParameterizedTest
    @CsvSource({"LINSPACE, 4, 999, 250", "LEADING, 4, 801, 201", "TRAILING, 4, 999, 249", "LINSPACE, 1, 999, 999"})
    void solversLeaveOutTheCleanestOfOneLevelMore(Spacing spacing, int steps, double first, double last) {
        double[] timesteps = spacing.solverTimesteps(1000, 1000, steps, 1);
        assertThat(timesteps).hasSize(steps).startsWith(first).endsWith(last);
    }

    @Test
    void unknownNamesAreRefusedWithTheChoices() {
        assertThat(Spacing.named("Trailing")).isEqualTo(Spacing.TRAILING);
        assertThatThrownBy(() -> Spacing.named("even"))
                .hasMessage(
                        "timestep spacing: expected one of leading, linspace, trailing, uniform, quad, time_uniform,"
                                + " found even");
    }
}
