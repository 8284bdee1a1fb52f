package org.ldm4j.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Brings captions into one form and counts what was wrong with them. No caption stops a run: what can't be read is an
 * empty caption, which training knows anyway.
 */
final class CaptionReader {
    /** Far beyond what any text encoder reads; 77 tokens are some 400 characters. */
    static final int MAX_CHARACTERS = 10_000;

    /** Of a caption's file, so that a film beside a picture isn't read whole. */
    private static final int MAX_BYTES = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private int missing;
    private int empty;
    private int tooLong;
    private int notUtf8;
    private int byteOrderMarks;
    private int controlCharacters;

    /** The caption of a text file: all of it, its lines joined by blanks. */
    String file(DataFile file) {
        byte[] bytes = file.bytes(MAX_BYTES + 1, "caption");
        boolean cut = bytes.length > MAX_BYTES;
        return clean(decoded(cut ? Arrays.copyOf(bytes, lastWhole(bytes)) : bytes));
    }

    /** The place before the character that the limit would cut in two. */
    private static int lastWhole(byte[] bytes) {
        int end = MAX_BYTES;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    /** The caption in these bytes, which must be UTF-8. */
    private String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            notUtf8++;
            return "";
        }
    }

    /** A caption that was to be in a line that is not UTF-8. */
    String unreadable() {
        notUtf8++;
        return "";
    }

    String missing() {
        missing++;
        return "";
    }

    /** A caption as text: no byte order mark, blanks for line ends and control characters, not too long. */
    String clean(String caption) {
        String text = caption;
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            byteOrderMarks++;
            text = text.substring(1);
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && !Character.isWhitespace(c))) {
            controlCharacters++;
        }
        text = text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        if (text.isEmpty()) {
            empty++;
        }
        return shortened(text);
    }

    private String shortened(String text) {
        if (text.length() <= MAX_CHARACTERS) {
            return text;
        }
        tooLong++;
        int end = Character.isHighSurrogate(text.charAt(MAX_CHARACTERS - 1)) ? MAX_CHARACTERS - 1 : MAX_CHARACTERS;
        return text.substring(0, end);
    }

    CaptionCounts counts() {
        return new CaptionCounts(missing, empty, tooLong, notUtf8, byteOrderMarks, controlCharacters);
    }
}
