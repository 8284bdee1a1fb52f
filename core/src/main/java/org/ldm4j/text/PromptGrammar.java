package org.ldm4j.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Emphasis in prompts as AUTOMATIC1111's web UI writes it: {@code (x)} weighs x 1.1 times, {@code (x:1.3)} 1.3 times,
 * {@code [x]} divides by 1.1, brackets multiply when nested, a backslash takes a bracket literally, BREAK ends a chunk.
 * Every text has a reading: brackets that nothing closes reach to the end, those that close nothing are text, and so is a
 * weight that is no number. Where the web UI's parser fails on {@code (x:1.2.3)}, here x weighs 1.1 times.
 */
public final class PromptGrammar {
    private static final double UP = 1.1;
    private static final double DOWN = 1 / 1.1;
    /** Brackets open at once; further ones are text. Far above it weights leave the range of a float. */
    private static final int DEEPEST = 256;

    private static final String BREAK = "BREAK";

    private final String text;
    private final List<WeightedText> parts = new ArrayList<>();
    private final Deque<Integer> round = new ArrayDeque<>(); // how many parts stood before each open bracket
    private final Deque<Integer> square = new ArrayDeque<>();

    private PromptGrammar(String text) {
        this.text = text;
    }

    /** The stretches of {@code text} with their weights, in order, at least one; neighbours differ in weight. */
    public static List<WeightedText> parse(String text) {
        return new PromptGrammar(text).parse();
    }

    private List<WeightedText> parse() {
        for (int i = 0; i < text.length(); ) {
            i = next(i);
        }
        while (!round.isEmpty()) {
            close(round, UP);
        }
        while (!square.isEmpty()) {
            close(square, DOWN);
        }
        return merged();
    }

    /** Reads what begins at {@code i}, and returns where it ends. */
    private int next(int i) {
        return switch (text.charAt(i)) {
            case '\\' -> escape(i);
            case '(' -> open(round, i);
            case '[' -> open(square, i);
            case ')' -> close(round, UP, i);
            case ']' -> close(square, DOWN, i);
            case ':' -> weight(i);
            default -> words(i);
        };
    }

    /** A backslash that has nothing to escape is dropped. */
    private int escape(int i) {
        boolean escapes = i + 1 < text.length() && "()[]\\".indexOf(text.charAt(i + 1)) >= 0;
        int end = escapes ? i + 2 : i + 1;
        add(text.substring(i + 1, end));
        return end;
    }

    private int open(Deque<Integer> brackets, int i) {
        if (brackets.size() < DEEPEST) {
            brackets.push(parts.size());
        } else {
            add(text.substring(i, i + 1));
        }
        return i + 1;
    }

    private int close(Deque<Integer> brackets, double factor, int i) {
        if (brackets.isEmpty()) {
            add(text.substring(i, i + 1));
        } else {
            close(brackets, factor);
        }
        return i + 1;
    }

    private void close(Deque<Integer> brackets, double factor) {
        for (int i = brackets.pop(); i < parts.size(); i++) {
            parts.set(i, parts.get(i).times(factor));
        }
    }

    /** A colon, a number and a bracket that closes one; else the colon is text. */
    private int weight(int i) {
        int end = i + 1;
        while (end < text.length() && isOfNumber(text.charAt(end))) {
            end++;
        }
        boolean closes = end < text.length() && text.charAt(end) == ')' && !round.isEmpty();
        OptionalDouble factor = closes ? PromptNumber.parse(text.substring(i + 1, end)) : OptionalDouble.empty();
        if (factor.isEmpty()) {
            add(":");
            return i + 1;
        }
        close(round, factor.getAsDouble());
        return end + 1;
    }

    private static boolean isOfNumber(char c) {
        return Character.isDigit(c) || c == '.' || c == '+' || c == '-';
    }

    private int words(int i) {
        int end = i;
        while (end < text.length() && "\\()[]:".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        addWithBreaks(PromptWords.split(text.substring(i, end), BREAK));
        return end;
    }

    /** Spaces around BREAK belong to it. */
    private void addWithBreaks(List<String> pieces) {
        for (int i = 0; i < pieces.size(); i++) {
            String piece = pieces.get(i);
            int start = i == 0 ? 0 : PromptWords.skipSpace(piece, 0);
            int end = i == pieces.size() - 1 ? piece.length() : PromptWords.skipSpaceBack(piece, start, piece.length());
            if (i > 0) {
                parts.add(new WeightedText(BREAK, -1, true));
            }
            add(piece.substring(start, end));
        }
    }

    private void add(String words) {
        parts.add(new WeightedText(words, 1, false));
    }

    private List<WeightedText> merged() {
        List<WeightedText> merged = new ArrayList<>();
        for (int i = 0; i < parts.size(); ) {
            int end = i + 1;
            while (end < parts.size() && parts.get(end).weight() == parts.get(i).weight()) {
                end++;
            }
            merged.add(run(i, end));
            i = end;
        }
        return merged.isEmpty() ? List.of(new WeightedText("", 1, false)) : merged;
    }

    private WeightedText run(int start, int end) {
        StringBuilder words = new StringBuilder();
        boolean breaks = true;
        for (WeightedText part : parts.subList(start, end)) {
            words.append(part.text());
            breaks &= part.breaks();
        }
        return new WeightedText(words.toString(), parts.get(start).weight(), breaks);
    }
}
