package org.ldm4j.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are found in a text as a whole before it is cut into words, such as the end-of-text token; the leftmost
 * is taken, the longest where several begin.
 */
final class AddedTokens {
    private final @Nullable Pattern pattern;
    private final Map<String, Integer> ids;

    /**
     * One such token.
     *
     * @param normalized whether it is looked for in the normalized text (so in any case of letters) or in the raw one
     */
    record Added(String content, int id, boolean normalized) {}

    private AddedTokens(Map<String, Integer> ids) {
        this.ids = ids;
        pattern = ids.isEmpty()
                ? null
                : Pattern.compile(ids.keySet().stream()
                        .sorted(Comparator.comparing(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|")));
    }

    /** Those that are looked for in the text as it was given. */
    static AddedTokens raw(Collection<Added> tokens) {
        Map<String, Integer> ids = new HashMap<>();
        tokens.stream().filter(t -> !t.normalized()).forEach(t -> ids.put(t.content(), t.id()));
        return new AddedTokens(ids);
    }

    /** Those that are looked for in the normalized text. */
    static AddedTokens normalized(Collection<Added> tokens) {
        Map<String, Integer> ids = new HashMap<>();
        tokens.stream().filter(Added::normalized).forEach(t -> ids.put(ClipText.normalize(t.content()), t.id()));
        return new AddedTokens(ids);
    }

    /** Cuts {@code text} at these tokens, and gives ids and the text between them in order. */
    void split(String text, IntConsumer found, Consumer<String> between) {
        int start = 0;
        if (pattern != null) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                between.accept(text.substring(start, matcher.start()));
                found.accept(Objects.requireNonNull(ids.get(matcher.group())));
                start = matcher.end();
            }
        }
        between.accept(text.substring(start));
    }
}
