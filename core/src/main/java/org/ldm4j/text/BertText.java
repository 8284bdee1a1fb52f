package org.ldm4j.text;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * BERT's normal form of a text and its words: without control characters, Chinese characters apart, in lower case and
 * without accents if wanted; then cut at white space and around punctuation.
 *
 * @param lowerCase whether letters become small
 * @param stripAccents whether accents fall off
 * @param splitChinese whether each Chinese character is a word
 */
record BertText(boolean lowerCase, boolean stripAccents, boolean splitChinese) {
    private static final int REPLACEMENT = 0xFFFD;

    /** First and last characters of the blocks of Chinese characters; the last but two begins where transformers' does. */
    private static final int[][] CHINESE = {
        {0x4E00, 0x9FFF},
        {0x3400, 0x4DBF},
        {0x20000, 0x2A6DF},
        {0x2A700, 0x2B73F},
        {0x2B740, 0x2B81F},
        {0x2B920, 0x2CEAF},
        {0xF900, 0xFAFF},
        {0x2F800, 0x2FA1F}
    };

    String normalize(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> addClean(c, clean));
        String result = clean.toString();
        if (stripAccents) {
            result = map(Normalizer.normalize(result, Normalizer.Form.NFD), BertText::addUnaccented);
        }
        return lowerCase ? map(result, (c, out) -> out.appendCodePoint(Character.toLowerCase(c))) : result;
    }

    private interface CharacterMap {
        void add(int c, StringBuilder out);
    }

    private static String map(String text, CharacterMap map) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> map.add(c, out));
        return out.toString();
    }

    private void addClean(int c, StringBuilder out) {
        if (isSpace(c)) {
            out.append(' ');
        } else if (splitChinese && isChinese(c)) {
            out.append(' ').appendCodePoint(c).append(' ');
        } else if (c != REPLACEMENT && !isControl(c)) {
            out.appendCodePoint(c);
        }
    }

    private static void addUnaccented(int c, StringBuilder out) {
        if (Character.getType(c) != Character.NON_SPACING_MARK) {
            out.appendCodePoint(c);
        }
    }

    private static boolean isSpace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.PRIVATE_USE;
    }

    private static boolean isChinese(int c) {
        for (int[] block : CHINESE) {
            if (c >= block[0] && c <= block[1]) {
                return true;
            }
        }
        return false;
    }

    /** The words of a text in normal form; a punctuation mark is one. */
    static List<String> words(String normalized) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        normalized.codePoints().forEach(c -> {
            boolean mark = isPunctuation(c);
            if (mark || Character.isSpaceChar(c)) {
                flush(word, words);
            }
            if (mark) {
                words.add(Character.toString(c));
            } else if (!Character.isSpaceChar(c)) {
                word.appendCodePoint(c);
            }
        });
        flush(word, words);
        return words;
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (word.length() > 0) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isPunctuation(int c) {
        boolean asciiMark = c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
        return asciiMark
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }
}
