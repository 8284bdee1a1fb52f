package org.ldm4j.task;

import java.util.List;
import org.ldm4j.conditioning.LayoutBox;

/**
 * Pictures with given things in given places (section 4.3.1, OpenImages). Immutable.
 *
 * @param text settings; its prompts say nothing
 * @param boxes the things
 */
public record LayoutToImage(TextToImage text, List<LayoutBox> boxes) implements Request {
    public LayoutToImage {
        boxes = List.copyOf(boxes);
    }

    /** One picture with these boxes in the model's size. */
    public static LayoutToImage of(List<LayoutBox> boxes) {
        return new LayoutToImage(TextToImage.of(""), boxes);
    }

    @Override
    public LayoutToImage withText(TextToImage other) {
        return new LayoutToImage(other, boxes);
    }
}
