package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file with the path of a picture a line, as the paper's lists of LSUN, FFHQ and CelebA-HQ. Paths are relative to
 * the folder, or to its {@code images/} beside maps; a caption may lie in a text file beside a picture.
 */
final class ListFile {
    private ListFile() {}

    /** Reads the list {@code name} inside {@code root}. */
    static DataSet read(Path root, String name) {
        DataFile list = DataFile.named(root, name, "data.list");
        list.requireRegular("data set");
        CaptionReader captions = new CaptionReader();
        List<Item> items = new ArrayList<>();
        try (TextLines lines = TextLines.of(list)) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                String picture = line.get().text().strip();
                items.add(item(root, picture, lines.place(line.get()), captions));
            }
        }
        return DataSet.of(root, items, List.of(), captions.counts(), "paths of pictures in " + name);
    }

    private static Item item(Path root, String name, String place, CaptionReader captions) {
        DataFile file = DataFile.named(root, name, place);
        if (MapFolder.isAt(root) && !file.exists()) {
            DataFile below = DataFile.named(root, MapFolder.IMAGES + "/" + name, place);
            return MapFolder.withMap(Item.of(below).with(caption(below, captions)), Path.of(name));
        }
        return Item.of(file).with(caption(file, captions));
    }

    private static String caption(DataFile picture, CaptionReader captions) {
        if (picture.name().lastIndexOf('.') <= picture.name().lastIndexOf('/')) {
            return captions.missing();
        }
        Path text = CaptionFolder.textOf(picture.path());
        boolean is = Files.exists(text) && !text.equals(picture.path());
        return is ? captions.file(DataFile.found(picture.root(), text)) : captions.missing();
    }
}
