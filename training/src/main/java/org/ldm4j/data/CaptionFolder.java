package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Pictures, each with its caption in a text file of the same name beside it; folders may lie in folders. */
final class CaptionFolder {
    private CaptionFolder() {}

    static DataSet read(Path root) {
        CaptionReader captions = new CaptionReader();
        List<Item> items = new ArrayList<>();
        for (Path file : PictureFiles.below(root)) {
            Path text = textOf(file);
            String caption = Files.exists(text) ? captions.file(DataFile.found(root, text)) : captions.missing();
            items.add(Item.of(DataFile.found(root, file)).with(caption));
        }
        return DataSet.of(root, items, List.of(), captions.counts(), "pictures");
    }

    /** The name with txt in the place of what stands behind its last dot. */
    static Path textOf(Path picture) {
        String name = picture.getFileName().toString();
        return picture.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".txt");
    }
}
