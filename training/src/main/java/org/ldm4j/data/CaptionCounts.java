package org.ldm4j.data;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What captions were like; a caption may count several times.
 *
 * @param missing pictures without one
 * @param empty captions of nothing but blanks
 * @param tooLong captions that were cut
 * @param notUtf8 captions in another encoding, taken as empty
 * @param byteOrderMarks captions behind a byte order mark, which is dropped
 * @param controlCharacters captions with NUL or the like in them, taken as blanks
 */
public record CaptionCounts(
        int missing, int empty, int tooLong, int notUtf8, int byteOrderMarks, int controlCharacters) {
    static final CaptionCounts NONE = new CaptionCounts(0, 0, 0, 0, 0, 0);

    /** The numbers by name, those that are zero included. */
    public Map<String, Integer> byName() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("missing", missing);
        counts.put("empty", empty);
        counts.put("too_long", tooLong);
        counts.put("not_utf8", notUtf8);
        counts.put("byte_order_marks", byteOrderMarks);
        counts.put("control_characters", controlCharacters);
        return counts;
    }
}
