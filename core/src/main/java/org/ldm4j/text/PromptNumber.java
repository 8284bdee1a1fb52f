package org.ldm4j.text;

import java.util.OptionalDouble;

/** Decimal numbers in prompts: a sign or none, digits, a point or none, digits; at least one digit. */
final class PromptNumber {
    private PromptNumber() {}

    /** The number that {@code text} is; empty if it is none, such as {@code 1.2.3}, or is too large for a double. */
    static OptionalDouble parse(String text) {
        StringBuilder plain = new StringBuilder();
        int points = 0, digits = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (Character.isDigit(c)) {
                plain.append(Character.digit(c, 10)); // of any script
                digits++;
            } else if (c == '.') {
                plain.append('.');
                points++;
            } else if (i == 0 && (c == '+' || c == '-')) {
                plain.append((char) c);
            } else {
                return OptionalDouble.empty();
            }
        }
        if (digits == 0 || points > 1) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(plain.toString());
        return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
