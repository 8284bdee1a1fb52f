package org.ldm4j.data;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.ldm4j.conditioning.LayoutBox;

/**
 * One picture of a data set and what is known of it.
 *
 * @param file the picture
 * @param texts its captions; none where there are none
 * @param label number of its class
 * @param boxes what it shows, and where
 * @param map which class each of its pixels belongs to
 */
public record Item(
        DataFile file, List<String> texts, OptionalInt label, List<LayoutBox> boxes, Optional<MapSource> map) {
    public Item {
        texts = List.copyOf(texts);
        boxes = List.copyOf(boxes);
    }

    static Item of(DataFile file) {
        return new Item(file, List.of(), OptionalInt.empty(), List.of(), Optional.empty());
    }

    /** The first caption; empty where there is none. */
    public String text() {
        return texts.isEmpty() ? "" : texts.get(0);
    }

    Item with(String text) {
        return new Item(file, List.of(text), label, boxes, map);
    }

    Item withTexts(List<String> all) {
        return new Item(file, all, label, boxes, map);
    }

    Item withLabel(int number) {
        return new Item(file, texts, OptionalInt.of(number), boxes, map);
    }

    Item with(List<LayoutBox> shown) {
        return new Item(file, texts, label, shown, map);
    }

    Item with(MapSource labels) {
        return new Item(file, texts, label, boxes, Optional.of(labels));
    }
}
