package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LrScheduleTest {
    private final LrSchedule schedule = new LrSchedule(8e-4, 100, 1100);

    @Test
    void risesThenFallsToZero() {
        assertThat(schedule.at(1)).isCloseTo(8e-6, within(1e-12));
        assertThat(schedule.at(100)).isEqualTo(8e-4);
        assertThat(schedule.at(600)).isCloseTo(4e-4, within(1e-12));
        assertThat(schedule.at(1100)).isCloseTo(0, within(1e-12));
    }
}
