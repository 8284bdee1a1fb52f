package org.ldm4j.data;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * COCO's run lengths: a list of numbers, or the same as text, in which each character carries five bits from the lowest
 * up, a sixth says that more follow, and from the fourth number on the difference to the one before the last is written.
 */
final class RunLengths {
    private static final int FIRST_CHARACTER = 48;
    private static final int BITS = 5;
    private static final int MORE = 1 << BITS;
    private static final int SIGN = 1 << (BITS - 1);
    private static final int MAX_CHARACTERS_EACH = 7;

    private RunLengths() {}

    /** The lengths, or null if this is neither. */
    static int @Nullable [] of(JsonNode counts) {
        if (counts.isString()) {
            return decoded(counts.asString());
        }
        boolean numbers = counts.isArray() && counts.valueStream().allMatch(JsonNode::isInt);
        return numbers ? counts.valueStream().mapToInt(JsonNode::asInt).toArray() : null;
    }

    private static int @Nullable [] decoded(String text) {
        List<Integer> counts = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int value = 0, shift = 0, bits = MORE;
            for (int read = 0; (bits & MORE) != 0; read++, shift += BITS) {
                if (at == text.length() || read == MAX_CHARACTERS_EACH) {
                    return null;
                }
                bits = text.charAt(at++) - FIRST_CHARACTER;
                value |= (bits & (MORE - 1)) << shift;
            }
            if ((bits & SIGN) != 0 && shift < Integer.SIZE) {
                value |= -1 << shift;
            }
            counts.add(counts.size() > 2 ? value + counts.get(counts.size() - 2) : value);
        }
        return counts.stream().mapToInt(Integer::intValue).toArray();
    }
}
