package org.ldm4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ldm4j.conditioning.LayoutBox;

/**
 * The list of a set of pictures with what is known of each; the pictures themselves have not been looked at.
 *
 * @param root the folder
 * @param items its pictures, in an order that depends on names or lists alone
 * @param classes names of the classes by number; empty where the set doesn't name them
 * @param captions what the captions were like
 */
public record DataSet(Path root, List<Item> items, List<String> classes, CaptionCounts captions) {
    public DataSet {
        items = List.copyOf(items);
        classes = List.copyOf(classes);
    }

    /** A set that must have a picture; {@code what} says what was looked for. */
    static DataSet of(Path root, List<Item> items, List<String> classes, CaptionCounts captions, String what) {
        if (items.isEmpty()) {
            throw DataException.refused("data set: expected " + what + ", found none (" + root + ")");
        }
        return new DataSet(root, items, classes, captions);
    }

    /**
     * Only pictures with so many boxes that are large enough, and only those boxes.
     *
     * @param minArea a box must take more than this share of the picture
     * @param least boxes of a picture
     * @param most boxes of a picture
     */
    public DataSet laidOut(double minArea, int least, int most) {
        List<Item> chosen = new ArrayList<>();
        for (Item item : items) {
            List<LayoutBox> boxes = item.boxes().stream()
                    .filter(box -> box.width() * box.height() > minArea)
                    .toList();
            if (boxes.size() >= least && boxes.size() <= most) {
                chosen.add(item.with(boxes));
            }
        }
        return of(root, chosen, classes, captions, "pictures with " + least + " to " + most + " boxes");
    }

    /** Maps with numbers one higher, so that 255 becomes 0. */
    public DataSet withShiftedMaps() {
        List<Item> shifted = new ArrayList<>();
        for (Item item : items) {
            shifted.add(item.map().map(map -> item.with(new ShiftedMap(map))).orElse(item));
        }
        return new DataSet(root, shifted, classes, captions);
    }

    /** Every {@code step}-th picture, from the first. */
    public List<Item> every(int step) {
        List<Item> chosen = new ArrayList<>();
        for (int i = 0; i < items.size(); i += step) {
            chosen.add(items.get(i));
        }
        return chosen;
    }
}
