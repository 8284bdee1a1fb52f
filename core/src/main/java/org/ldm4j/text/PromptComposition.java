package org.ldm4j.text;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Prompts joined by AND, each pulling for itself (Liu et al. 2022, "Compositional Visual Generation with Composable
 * Diffusion Models"): {@code a cat AND a hat :1.2}. A number behind a colon at the end of a part is its weight, of a text
 * without AND too.
 */
public final class PromptComposition {
    private PromptComposition() {}

    /**
     * One of the prompts.
     *
     * @param text what it says; may be empty
     * @param weight how hard it pulls; negative ones push away
     */
    public record Part(String text, double weight) {}

    /** The parts of {@code text}, at least one. */
    public static List<Part> of(String text) {
        return PromptWords.split(text, "AND").stream()
                .map(PromptComposition::part)
                .toList();
    }

    private static Part part(String text) {
        int start = PromptWords.skipSpace(text, 0);
        int end = PromptWords.skipSpaceBack(text, start, text.length());
        int colon = text.lastIndexOf(':', end - 1);
        if (colon >= start && colon < end - 1) {
            OptionalDouble weight = PromptNumber.parse(text.substring(PromptWords.skipSpace(text, colon + 1), end));
            if (weight.isPresent()) {
                int before = PromptWords.skipSpaceBack(text, start, colon);
                return new Part(text.substring(0, before), weight.getAsDouble());
            }
        }
        return new Part(text.substring(0, end), 1);
    }
}
