package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LrScheduleTest {
    @Test
    void cosineRisesThenFallsToZero() {
        var schedule = new LrSchedule.Cosine(100, 1100);
        assertThat(schedule.factor(0)).isCloseTo(0.01, within(1e-12));
        assertThat(schedule.factor(99)).isEqualTo(1);
        assertThat(schedule.factor(599)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.factor(1099)).isCloseTo(0, within(1e-12));
    }

    @Test
    void constantRisesThenStays() {
        var schedule = new LrSchedule.Constant(4);
        assertThat(schedule.factor(0)).isEqualTo(0.25);
        assertThat(schedule.factor(3)).isEqualTo(1);
        assertThat(schedule.factor(1_000_000)).isEqualTo(1);
        assertThat(new LrSchedule.Constant(0).factor(0)).isEqualTo(1);
    }

    @Test
    void behindTheLastCycleItsEndStays() {
        var cycles = List.of(new LrSchedule.Cycle(0, 10, 0, 1, 0.5), new LrSchedule.Cycle(0, 10, 0, 1, 0.25));
        assertThat(new LrSchedule.Cycles(cycles, true).factor(20)).isEqualTo(0.25);
        assertThat(new LrSchedule.Cycles(cycles, true).factor(99)).isEqualTo(0.25);
        assertThat(new LrSchedule.Cycles(cycles, false).factor(99)).isEqualTo(0.25);
    }
}
