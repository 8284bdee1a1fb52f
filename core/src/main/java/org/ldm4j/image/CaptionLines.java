package org.ldm4j.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Breaks a caption into a few lines that fit a width. */
final class CaptionLines {
    /** Far more than a cell has room for; what is cut off behind is not measured. */
    private static final int LONGEST = 500;

    private static final String ELLIPSIS = "\u2026";

    private CaptionLines() {}

    /** At most {@code count} lines of at most {@code width} by {@code measure}; what is cut shows an ellipsis. */
    static List<String> wrap(String caption, int count, int width, ToIntFunction<String> measure) {
        List<String> lines = new ArrayList<>();
        String line = "";
        String bounded = caption.substring(0, Math.min(caption.length(), LONGEST));
        for (String word : bounded.strip().split("\\s+", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            boolean full = lines.size() == count - 1;
            if (full || line.isEmpty() || measure.applyAsInt(longer) <= width) {
                line = longer;
            } else {
                lines.add(cut(line, width, measure));
                line = word;
            }
        }
        lines.add(cut(line, width, measure));
        return lines;
    }

    private static String cut(String line, int width, ToIntFunction<String> measure) {
        if (measure.applyAsInt(line) <= width) {
            return line;
        }
        int end = line.length();
        while (end > 0 && measure.applyAsInt(line.substring(0, end) + ELLIPSIS) > width) {
            end = line.offsetByCodePoints(end, -1);
        }
        return line.substring(0, end).stripTrailing() + ELLIPSIS;
    }
}
