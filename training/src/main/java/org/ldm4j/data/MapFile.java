package org.ldm4j.data;

import org.ldm4j.image.Bitmap;

/** A grey picture of the same size that holds the numbers themselves. */
record MapFile(DataFile file) implements MapSource {
    @Override
    public Bitmap read(int width, int height) {
        Bitmap map = file.picture();
        if (map.channels() != 1) {
            throw refused("a grey picture whose values are numbers of classes", "colours");
        }
        if (map.width() != width || map.height() != height) {
            throw refused("the size of its picture, " + width + "x" + height, map.width() + "x" + map.height());
        }
        return map;
    }

    private DataException refused(String expected, String found) {
        return DataException.refused("map: expected " + expected + ", found " + found + " (" + file.path() + ")");
    }
}
