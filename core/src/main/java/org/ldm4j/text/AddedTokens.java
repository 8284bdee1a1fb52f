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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are found in a text as a whole before it is cut into words, such as the end-of-text token; the leftmost
 * is taken, the longest where several begin.
 */
final class AddedTokens {
    private final @Nullable Pattern pattern;
    private final Map<String, Added> tokens;

    /**
     * One such token.
     *
     * @param normalized whether it is looked for in the normalized text (so in any case of letters) or in the raw one
     * @param count how many ids it stands for, from {@code id} on: a word of textual inversion may have several
     */
    record Added(String content, int id, boolean normalized, int count) {
        Added(String content, int id, boolean normalized) {
            this(content, id, normalized, 1);
        }
    }

    private AddedTokens(Map<String, Added> tokens) {
        this.tokens = tokens;
        pattern = tokens.isEmpty()
                ? null
                : Pattern.compile(tokens.keySet().stream()
                        .sorted(Comparator.comparing(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|")));
    }

    /** Those that are looked for in the text as it was given. */
    static AddedTokens raw(Collection<Added> all) {
        Map<String, Added> tokens = new HashMap<>();
        all.stream().filter(t -> !t.normalized()).forEach(t -> tokens.put(t.content(), t));
        return new AddedTokens(tokens);
    }

    /** Those that are looked for in the normalized text. */
    static AddedTokens normalized(Collection<Added> all) {
        Map<String, Added> tokens = new HashMap<>();
        all.stream().filter(Added::normalized).forEach(t -> tokens.put(ClipText.normalize(t.content()), t));
        return new AddedTokens(tokens);
    }

    /** Cuts {@code text} at these tokens, and gives ids and the text between them in order. */
    void split(String text, IntConsumer found, Consumer<String> between) {
        int start = 0;
        if (pattern != null) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                between.accept(text.substring(start, matcher.start()));
                Added token = Objects.requireNonNull(tokens.get(matcher.group()));
                IntStream.range(token.id(), token.id() + token.count()).forEach(found);
                start = matcher.end();
            }
        }
        between.accept(text.substring(start));
    }
}
