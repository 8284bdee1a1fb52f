package org.ldm4j.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The printable character that stands for each byte in byte-level vocabularies: printable Latin-1 characters stand for
 * themselves, the other 68 bytes for the characters from U+0100 on (the table of GPT-2, which CLIP took over).
 */
final class ByteSymbols {
    /** Ends the last symbol of a word. */
    static final String END_OF_WORD = "</w>";

    private static final int COUNT = 256;
    /** Byte to character. */
    private static final char[] CHARACTERS = new char[COUNT];
    /** Bytes in the order of the vocabulary: those that stand for themselves come first. */
    private static final int[] ORDER = new int[COUNT];
    /** Character to byte, -1 where a character stands for none. */
    private static final int[] BYTES = new int[2 * COUNT];

    static {
        Arrays.fill(BYTES, -1);
        int place = 0;
        for (int b = 0; b < COUNT; b++) {
            if (isPrintable(b)) {
                define(place++, b, (char) b);
            }
        }
        for (int b = 0; b < COUNT; b++) {
            if (!isPrintable(b)) {
                define(place, b, (char) (COUNT + place - printable()));
                place++;
            }
        }
    }

    private ByteSymbols() {}

    private static void define(int place, int b, char symbol) {
        ORDER[place] = b;
        CHARACTERS[b] = symbol;
        BYTES[symbol] = b;
    }

    private static boolean isPrintable(int b) {
        return b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
    }

    private static int printable() {
        return ('~' - '!' + 1) + (0xAC - 0xA1 + 1) + (0xFF - 0xAE + 1);
    }

    /** The symbol at {@code place} of the 256 that open every vocabulary. */
    static String atPlace(int place) {
        return String.valueOf(CHARACTERS[ORDER[place]]);
    }

    /** The symbol of the byte {@code b}, 0 to 255. */
    static String of(int b) {
        return String.valueOf(CHARACTERS[b]);
    }

    /** A word's bytes as symbols, the last one with the mark of the end. */
    static List<String> pieces(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        List<String> pieces = new ArrayList<>(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            pieces.add(of(Byte.toUnsignedInt(bytes[i])) + (i == bytes.length - 1 ? END_OF_WORD : ""));
        }
        return pieces;
    }

    /** Bytes back to text; what is not UTF-8 becomes U+FFFD, and characters that stand for no byte are kept. */
    static String text(CharSequence symbols) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(symbols.length());
        symbols.codePoints().forEach(c -> {
            if (c < BYTES.length && BYTES[c] >= 0) {
                bytes.write(BYTES[c]);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
