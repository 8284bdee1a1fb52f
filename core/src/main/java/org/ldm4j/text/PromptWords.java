package org.ldm4j.text;

import java.util.ArrayList;
import java.util.List;

/**
 * The characters of prompts: what counts as space and as part of a word, and the words BREAK and AND. As in Python's
 * regular expressions, in whose terms the grammar was first written.
 */
final class PromptWords {
    private static final int NEXT_LINE = 0x85; // a space in Python, a control character in Java

    private PromptWords() {}

    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
    }

    /** The index behind the spaces that begin at {@code start}. */
    static int skipSpace(String text, int start) {
        int i = start;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The index at which the spaces begin that end before {@code end}, at least {@code start}. */
    static int skipSpaceBack(String text, int start, int end) {
        int i = end;
        while (i > start && isSpace(text.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    /** The text between the places where {@code word} stands by itself; at least one part. */
    static List<String> split(String text, String word) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1)) {
            int end = i + word.length();
            if (i >= start && isEdge(text, i) && isEdge(text, end)) {
                parts.add(text.substring(start, i));
                start = end;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }

    /** Whether a word that touches {@code i} from one side stops there. */
    private static boolean isEdge(String text, int i) {
        boolean before = i > 0 && isWordPart(text.codePointBefore(i));
        boolean after = i < text.length() && isWordPart(text.codePointAt(i));
        return before != after;
    }

    static boolean isWordPart(int c) {
        return c == '_' || Character.isLetter(c) || isNumber(c);
    }

    private static boolean isNumber(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }
}
