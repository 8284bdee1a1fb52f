package org.ldm4j.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ldm4j.text.ScheduleTree.Alternation;
import org.ldm4j.text.ScheduleTree.Change;
import org.ldm4j.text.ScheduleTree.Node;
import org.ldm4j.text.ScheduleTree.Sequence;
import org.ldm4j.text.ScheduleTree.Text;

/**
 * A parser by recursive descent for prompts with schedules; the grammar is too small for a parser library. It reads
 *
 * <pre>
 * prompt    = (group | plain)*                         group  = "(" prompt [":" prompt] ")" | "[" prompt "]"
 * plain     = any character but \ [ ] ( ) : |, or a backslash and any character but the end of a line
 * change    = "[" [prompt ":"] prompt ":" number "]"          choice = "[" prompt ("|" prompt)+ "]"
 * </pre>
 *
 * with changes and choices wherever there may be groups. In a whole text, brackets and colons that belong to none of
 * these are text too; a bar outside a choice, or a backslash before nothing, makes the whole text plain.
 */
final class ScheduleParser {
    /** Brackets in brackets; what lies deeper is text. */
    private static final int DEEPEST = 256;

    private static final Pattern WHEN = Pattern.compile(
            "\\s*+([+-]?(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?)\\s*+\\]",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final String text;
    private int position;
    private int depth;

    ScheduleParser(String text) {
        this.text = text;
    }

    /** The whole text, whatever it is. */
    Node parse() {
        List<Node> parts = new ArrayList<>();
        while (position < text.length()) {
            Node part = part();
            if (part == null && "[]():".indexOf(peek()) >= 0) {
                part = new Text(text.substring(position, ++position));
            }
            if (part == null) {
                return new Text(text);
            }
            parts.add(part);
        }
        return new Sequence(parts);
    }

    /** A group, a change, a choice or plain text; null, and the position as before, if none begins here. */
    private @Nullable Node part() {
        int start = position;
        Node part =
                switch (peek()) {
                    case '(' -> inBrackets(true);
                    case '[' -> inBrackets(false);
                    default -> plain();
                };
        if (part == null) {
            position = start;
        }
        return part;
    }

    private @Nullable Node inBrackets(boolean round) {
        if (depth == DEEPEST) {
            return null;
        }
        depth++;
        position++;
        Node first = sequence();
        Node node = round ? roundGroup(first) : squareBrackets(first);
        depth--;
        return node;
    }

    /** As many parts as there are, perhaps none. */
    private Sequence sequence() {
        List<Node> parts = new ArrayList<>();
        while (position < text.length()) {
            Node part = part();
            if (part == null) {
                break;
            }
            parts.add(part);
        }
        return new Sequence(parts);
    }

    private @Nullable Node roundGroup(Node first) {
        if (take(')')) {
            return group("(", first, ")");
        }
        if (!take(':')) {
            return null;
        }
        Node second = sequence();
        return take(')') ? group("(", group(first, ":", second), ")") : null;
    }

    private @Nullable Node squareBrackets(Node first) {
        if (take(']')) {
            return group("[", first, "]");
        }
        if (peek() == '|') {
            return choice(first);
        }
        return take(':') ? change(first) : null;
    }

    private @Nullable Node choice(Node first) {
        List<Node> choices = new ArrayList<>(List.of(first));
        while (take('|')) {
            choices.add(sequence());
        }
        return take(']') ? new Alternation(choices) : null;
    }

    private @Nullable Node change(Node first) {
        Double when = when();
        if (when != null) {
            return new Change(new Text(""), first, when);
        }
        Node second = sequence();
        when = take(':') ? when() : null;
        return when == null ? null : new Change(first, second, when);
    }

    /** A number and the bracket behind it. */
    private @Nullable Double when() {
        Matcher matcher = WHEN.matcher(text).region(position, text.length());
        if (!matcher.lookingAt()) {
            return null;
        }
        position = matcher.end();
        return Double.valueOf(matcher.group(1));
    }

    private @Nullable Node plain() {
        int start = position;
        while (position < text.length() && "[]():|".indexOf(peek()) < 0) {
            if (peek() == '\\' && !escapes(position + 1)) {
                break;
            }
            position += peek() == '\\' ? 2 : 1;
        }
        return position == start ? null : new Text(text.substring(start, position));
    }

    private boolean escapes(int i) {
        return i < text.length() && text.charAt(i) != '\n';
    }

    private static Node group(String open, Node inner, String close) {
        return new Sequence(List.of(new Text(open), inner, new Text(close)));
    }

    private static Node group(Node first, String between, Node second) {
        return new Sequence(List.of(first, new Text(between), second));
    }

    private boolean take(char c) {
        boolean there = peek() == c;
        position += there ? 1 : 0;
        return there;
    }

    /** The next character; at the end one that stands nowhere in the grammar. */
    private char peek() {
        return position < text.length() ? text.charAt(position) : '\0';
    }
}
