package org.ldm4j.text;

import java.util.ArrayList;
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
    private final List<Entry> entries;

    /**
     * A text and the last step, counted from 1, that it is for. It begins after the step of the entry before, so one
     * whose last step is not above that, or below 1, is never used.
     */
    public record Entry(int lastStep, String text) {}

    private PromptSchedule(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The schedule of {@code text} over {@code steps} steps; one entry if nothing changes. */
    public static PromptSchedule of(String text, int steps) {
        Node root = new ScheduleParser(text).parse();
        TreeSet<Integer> lastSteps = new TreeSet<>(List.of(steps));
        root.addSteps(steps, lastSteps);
        List<Entry> entries = new ArrayList<>();
        for (int step : lastSteps) {
            StringBuilder written = new StringBuilder();
            root.write(step, steps, written);
            entries.add(new Entry(step, written.toString()));
        }
        return new PromptSchedule(entries);
    }

    /** In the order of their steps; the last one ends with the last step. */
    public List<Entry> entries() {
        return entries;
    }

    /** The text of {@code step}, counted from 1. */
    public String at(int step) {
        return entries.stream()
                .filter(entry -> step <= entry.lastStep())
                .findFirst()
                .orElse(entries.get(entries.size() - 1))
                .text();
    }
}
