package org.ldm4j.data;

import java.util.List;
import java.util.Optional;
import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.image.Bitmap;

/**
 * A picture as one step of training sees it.
 *
 * @param number the picture's
 * @param item what is known of it
 * @param view which part of it is shown
 * @param picture that part
 * @param boxes its boxes in the order in which they are told
 * @param map the same part of its map
 */
public record Shown(int number, Item item, View view, Bitmap picture, List<LayoutBox> boxes, Optional<Bitmap> map) {
    public Shown {
        boxes = List.copyOf(boxes);
    }
}
