package org.ldm4j.text;

import java.util.List;
import java.util.TreeSet;
import org.ldm4j.text.ScheduleTree.Node;

/**
 * A prompt that changes while a picture is made, as AUTOMATIC1111's web UI writes it: {@code [a:b:when]} is a, then b;
 * {@code [b:when]} nothing, then b; {@code [a::when]} a, then nothing; {@code [a|b|c]} the next one in each step. Below 1,
 * {@code when} is a part of all steps, else a number of steps. What has another form in brackets stays as it is, for
 * {@link PromptGrammar}.
 */
public final class PromptSchedule {
    private final Node root;
    private final int steps;

    /**
     * A text and the last step, counted from 1, that it is for. It begins after the step of the entry before, so one
     * whose last step is not above that, or below 1, is never used.
     */
    public record Entry(int lastStep, String text) {}

    private PromptSchedule(Node root, int steps) {
        this.root = root;
        this.steps = steps;
    }

    /** The schedule of {@code text} over {@code steps} steps. */
    public static PromptSchedule of(String text, int steps) {
        return new PromptSchedule(new ScheduleParser(text).parse(), steps);
    }

    /** The same {@code text} in every step, whatever it holds. */
    static PromptSchedule constant(String text, int steps) {
        return new PromptSchedule(new ScheduleTree.Text(text), steps);
    }

    /** In the order of their steps; the last one ends with the last step, and is the only one if nothing changes. */
    public List<Entry> entries() {
        TreeSet<Integer> lastSteps = new TreeSet<>(List.of(steps));
        root.addSteps(steps, lastSteps);
        return lastSteps.stream().map(step -> new Entry(step, at(step))).toList();
    }

    /** The text of {@code step}, counted from 1; it may be behind the last, where every part of all steps is over. */
    public String at(int step) {
        StringBuilder text = new StringBuilder();
        root.write(step, steps, text);
        return text.toString();
    }
}
