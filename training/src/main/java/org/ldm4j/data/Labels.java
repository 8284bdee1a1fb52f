package org.ldm4j.data;

import org.ldm4j.image.Bitmap;

/** The values of maps, which are numbers of classes. */
final class Labels {
    private Labels() {}

    /** Copies the numbers of a map, row by row; refuses those that name no class. */
    static void copy(Bitmap map, Item item, int classes, long[] into, int from) {
        for (int i = 0; i < map.width() * map.height(); i++) {
            int x = i % map.width(), y = i / map.width(), label = map.at(x, y, 0);
            if (label >= classes) {
                throw DataException.refused("map: expected classes 0 to " + (classes - 1) + ", found " + label + " at "
                        + x + ", " + y + " (map of " + item.file().path() + ")");
            }
            into[from + i] = label;
        }
    }

    static DataException absent(Item item) {
        return DataException.refused(
                "map: expected one for each picture, found none (" + item.file().path() + ")");
    }
}
