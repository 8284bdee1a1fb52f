package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures in {@code images/} and a map of classes for each in {@code segmentations/}, a PNG of the same name, as
 * taming-transformers lays out COCO-Stuff, ADE20K and landscapes.
 */
final class MapFolder {
    static final String IMAGES = "images";
    private static final String MAPS = "segmentations";

    private MapFolder() {}

    static boolean isAt(Path root) {
        return Files.isDirectory(root.resolve(IMAGES)) && Files.isDirectory(root.resolve(MAPS));
    }

    static DataSet read(Path root) {
        List<Item> items = new ArrayList<>();
        for (Path file : PictureFiles.below(root.resolve(IMAGES))) {
            items.add(withMap(
                    Item.of(DataFile.found(root, file)), root.resolve(IMAGES).relativize(file)));
        }
        return DataSet.of(root, items, List.of(), CaptionCounts.NONE, "pictures in " + IMAGES);
    }

    /** The item with its map; one that is missing is told when it is read. */
    static Item withMap(Item item, Path picture) {
        String name = CaptionFolder.textOf(picture).toString();
        String map = MAPS + "/" + name.substring(0, name.length() - "txt".length()) + "png";
        return item.with(new MapFile(new DataFile(item.file().root(), map)));
    }
}
