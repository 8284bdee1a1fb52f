package org.ldm4j.text;

import java.util.List;
import java.util.stream.Stream;

/**
 * A whole prompt in the grammar of AUTOMATIC1111's web UI, without the tags of {@link ExtraNetworks}.
 *
 * @param parts what AND joins, at least one
 */
public record Prompt(List<Part> parts) {
    public Prompt {
        parts = List.copyOf(parts);
    }

    /**
     * One of the parts.
     *
     * @param schedule its text in each step, emphasis as written
     * @param weight how hard it pulls
     */
    public record Part(PromptSchedule schedule, double weight) {}

    /** What {@code text} says over {@code steps} steps. */
    public static Prompt of(String text, int steps) {
        return new Prompt(PromptComposition.of(ExtraNetworks.of(text).text()).stream()
                .map(part -> new Part(PromptSchedule.of(part.text(), steps), part.weight()))
                .toList());
    }

    /** The same in the place of guidance's empty text, where AND is a word like any other. */
    public static Prompt negative(String text, int steps) {
        return new Prompt(
                List.of(new Part(PromptSchedule.of(ExtraNetworks.of(text).text(), steps), 1)));
    }

    /** A text that is taken as it is. */
    public static Prompt plain(String text, int steps) {
        return new Prompt(List.of(new Part(PromptSchedule.constant(text, steps), 1)));
    }

    /** What each part says at {@code step}, counted from 1. */
    public Stream<String> textsAt(int step) {
        return parts.stream().map(part -> part.schedule().at(step));
    }

    /** Every text that it says at some step, each once. */
    public Stream<String> texts() {
        return parts.stream()
                .flatMap(part -> part.schedule().entries().stream())
                .map(PromptSchedule.Entry::text)
                .distinct();
    }
}
