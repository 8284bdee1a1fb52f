package org.ldm4j.training;

import java.util.Map;

/**
 * What a run reads.
 *
 * @param size side of the square pictures after scaling
 * @param background colour that transparent pictures are composed on, {@code white} or {@code #rrggbb}
 * @param where fields of {@code metadata.jsonl} and the value each must have
 * @param strict whether a picture that can't be read stops the run; otherwise it is named and left out
 */
public record DataConfig(int size, String background, Map<String, String> where, boolean strict) {
    public DataConfig {
        where = Map.copyOf(where);
        Settings.require(size > 0, "data.size", size, "be positive");
        Settings.require(
                background.equals("white") || background.matches("#[0-9a-fA-F]{6}"),
                "data.background",
                background,
                "be white or #rrggbb");
    }

    /** 0xrrggbb */
    int backgroundColour() {
        return background.equals("white") ? 0xffffff : Integer.parseInt(background.substring(1), 16);
    }
}
