package org.ldm4j.text;

import java.text.Normalizer;
import java.util.List;
import java.util.function.Consumer;

/**
 * What CLIP's tokenizer does to a text before byte pairs: one form (NFC, one space for each run of white space, lower
 * case), then words. Follows transformers' fast tokenizer, which repairs no text and unescapes no HTML; open_clip does,
 * and differs there.
 */
final class ClipText {
    private static final List<String> CONTRACTIONS = List.of("'s", "'t", "'re", "'ve", "'m", "'ll", "'d");
    /** The word pattern names these two literally, whatever a model's own special tokens are. */
    private static final List<String> MARKS = List.of("<|startoftext|>", "<|endoftext|>");

    private static final int MARK_EDGE = 2;
    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private ClipText() {}

    static String normalize(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder result = new StringBuilder(composed.length());
        boolean afterSpace = false;
        for (int i = 0; i < composed.length(); ) {
            int c = composed.codePointAt(i);
            i += Character.charCount(c);
            boolean space = Kind.of(c) == Kind.SPACE;
            if (!space) {
                appendLower(result, c);
            } else if (!afterSpace) {
                result.append(' ');
            }
            afterSpace = space;
        }
        return result.toString();
    }

    /** Character by character, so that no rule of neighbours applies: a final sigma stays an ordinary one. */
    private static void appendLower(StringBuilder result, int c) {
        if (c == CAPITAL_I_WITH_DOT) {
            result.append("i\u0307");
        } else if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
            result.append('\uFFFD'); // half a pair has no form in UTF-8
        } else {
            result.appendCodePoint(Character.toLowerCase(c));
        }
    }

    /** Gives the words of a {@linkplain #normalize normalized} text in order. */
    static void words(String text, Consumer<String> user) {
        for (int i = 0; i < text.length(); ) {
            String mark = text.charAt(i) == '<' ? firstAt(text, i, MARKS) : "";
            if (mark.isEmpty()) {
                int end = wordEnd(text, i);
                if (Kind.of(text.codePointAt(i)) != Kind.SPACE) {
                    user.accept(text.substring(i, end));
                }
                i = end;
            } else {
                markWords(mark, user);
                i += mark.length();
            }
        }
    }

    /** The word pattern takes a mark as a whole, and the byte-level splitting after it cuts it in three. */
    private static void markWords(String mark, Consumer<String> user) {
        user.accept(mark.substring(0, MARK_EDGE));
        user.accept(mark.substring(MARK_EDGE, mark.length() - MARK_EDGE));
        user.accept(mark.substring(mark.length() - MARK_EDGE));
    }

    private static int wordEnd(String text, int start) {
        int c = text.codePointAt(start);
        String contraction = c == '\'' ? firstAt(text, start, CONTRACTIONS) : "";
        if (!contraction.isEmpty()) {
            return start + contraction.length();
        }
        Kind kind = Kind.of(c);
        int next = start + Character.charCount(c);
        return kind == Kind.LETTER || kind == Kind.OTHER ? runEnd(text, next, kind) : next;
    }

    private static String firstAt(String text, int start, List<String> candidates) {
        for (String candidate : candidates) {
            if (text.startsWith(candidate, start)) {
                return candidate;
            }
        }
        return "";
    }

    private static int runEnd(String text, int from, Kind kind) {
        int i = from;
        while (i < text.length() && Kind.of(text.codePointAt(i)) == kind) {
            i += Character.charCount(text.codePointAt(i));
        }
        return i;
    }

    /** The classes of characters that the word pattern tells apart. */
    private enum Kind {
        SPACE,
        LETTER,
        NUMBER,
        OTHER;

        static Kind of(int c) {
            return switch (Character.getType(c)) {
                case Character.UPPERCASE_LETTER,
                        Character.LOWERCASE_LETTER,
                        Character.TITLECASE_LETTER,
                        Character.MODIFIER_LETTER,
                        Character.OTHER_LETTER -> LETTER;
                case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> NUMBER;
                case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> SPACE;
                default -> c >= '\t' && c <= '\r' || c == 0x85 ? SPACE : OTHER;
            };
        }
    }
}
