package org.ldm4j.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may be the name of a tensor, how names are ordered in files, and how they are shown to a person. */
public final class Names {
    /** Longest name in bytes of UTF-8. */
    private static final int MAX_BYTES = 4096;

    private static final int SHOWN = 200;
    private static final int MOST = 20;

    /** The order of the UTF-8 bytes, which is that of code points, and not always {@link String}'s. */
    static final Comparator<String> BYTE_ORDER = (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b));

    private Names() {}

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is wrong with {@code name} as the name of a tensor, or null. */
    static @Nullable String fault(String name) {
        if (name.isEmpty()) {
            return "an empty name";
        }
        if (name.indexOf('\0') >= 0) {
            return "a NUL in " + quoted(name);
        }
        return isLong(name) ? name.length() + " characters" : null;
    }

    /** Encodes only where a character's one to three bytes make the difference: headers hold many names. */
    private static boolean isLong(String name) {
        return name.length() > MAX_BYTES || (3 * name.length() > MAX_BYTES && utf8(name).length > MAX_BYTES);
    }

    /** Whether every surrogate has its partner, so that UTF-8 can hold the text. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return StandardCharsets.UTF_8.newEncoder().canEncode(text);
            }
        }
        return true;
    }

    /** In quotes, on one line, without control characters, cut after 200 characters. */
    public static String quoted(String text) {
        StringBuilder shown = new StringBuilder("'");
        text.codePoints().limit(SHOWN).forEach(c -> appendVisible(shown, c));
        return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "…'" : "'")
                .toString();
    }

    /** The first twenty of {@code names}, for a message. */
    public static String some(Collection<String> names) {
        String first = names.stream().limit(MOST).map(Names::quoted).collect(Collectors.joining(", "));
        return names.size() > MOST ? first + " and " + (names.size() - MOST) + " more" : first;
    }

    private static void appendVisible(StringBuilder shown, int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            default -> shown.appendCodePoint(c);
        }
    }
}
