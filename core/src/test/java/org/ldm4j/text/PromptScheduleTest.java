package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.text.PromptSchedule.Entry;

class PromptScheduleTest {
    @Test
    void fromToWhen() {
        PromptSchedule schedule = PromptSchedule.of("a [cat:dog:0.25] b", 20);
        assertThat(schedule.entries()).containsExactly(new Entry(5, "a cat b"), new Entry(20, "a dog b"));
        assertThat(schedule.at(5)).isEqualTo("a cat b");
        assertThat(schedule.at(6)).isEqualTo("a dog b");
    }

    @Test
    void addedOrTakenAwayLater() {
        assertThat(PromptSchedule.of("[a:4][b::6]", 8).entries())
                .containsExactly(new Entry(4, "b"), new Entry(6, "ab"), new Entry(8, "a"));
    }

    @Test
    void alternation() {
        PromptSchedule schedule = PromptSchedule.of("[a|b (c:1.2)|] x", 7);
        assertThat(schedule.entries()).hasSize(7);
        assertThat(schedule.entries().stream().map(Entry::text))
                .containsExactly("a x", "b (c:1.2) x", " x", "a x", "b (c:1.2) x", " x", "a x");
    }

    @Test
    void nested() {
        assertThat(PromptSchedule.of("[a:[b:(c:1.1):0.5]:1]", 4).entries())
                .containsExactly(new Entry(1, "a"), new Entry(2, "b"), new Entry(4, "(c:1.1)"));
    }

    @ParameterizedTest
    @CsvSource({"0.5, 5", ".5, 5", "5, 5", "' 5', 5", "5 , 5", "2.9, 2", "1e1, 10", "99, 10", "1e99, 10", "+3, 3"})
    void belowOneAPartOfAllStepsElseANumberOfThem(String when, int lastStep) {
        assertThat(PromptSchedule.of("[a:b:" + when + "]", 10).entries().get(0)).isEqualTo(new Entry(lastStep, "a"));
    }

    @Test
    void changeBeforeTheFirstStepIsNoChange() {
        assertThat(PromptSchedule.of("[a:b:0]", 10).at(1)).isEqualTo("b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[a]",
                "(a:1.2)",
                "[a:b]",
                "[a:b:c]",
                "[a:b:c:3]",
                "a|b",
                "[a:b:2] |",
                "[a:b:2]\\",
                "[a|b",
                "\\[a:b:2]"
            })
    void whatIsNoScheduleStaysAsItIs(String text) {
        assertThat(PromptSchedule.of(text, 9).entries()).containsExactly(new Entry(9, text));
    }
}
