package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One folder of pictures for each class, as ImageNet lies on disk: the folders' names in order are classes 0, 1, 2, …
 * A file {@code synset_human.txt} (or {@code synset_words.txt}), one folder's name and what it means a line, gives
 * captions and names.
 */
final class ClassFolders {
    private static final List<String> MEANINGS = List.of("synset_human.txt", "synset_words.txt");

    private ClassFolders() {}

    static DataSet read(Path root) {
        Map<String, String> meanings = meanings(root);
        CaptionReader captions = new CaptionReader();
        List<Item> items = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        for (Path folder : PictureFiles.folders(root)) {
            List<Path> files = PictureFiles.below(folder);
            if (!files.isEmpty()) {
                String name = folder.getFileName().toString();
                String meaning = captions.clean(meanings.getOrDefault(name, name.replace('_', ' ')));
                files.forEach(file -> items.add(
                        Item.of(DataFile.found(root, file)).with(meaning).withLabel(classes.size())));
                classes.add(meaning);
            }
        }
        return DataSet.of(root, items, classes, captions.counts(), "folders with pictures, one for each class");
    }

    private static Map<String, String> meanings(Path root) {
        Map<String, String> meanings = new HashMap<>();
        for (String name : MEANINGS) {
            if (Files.exists(root.resolve(name))) {
                try (TextLines lines = TextLines.of(new DataFile(root, name))) {
                    for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                        String[] parts = line.get().text().strip().split("\\s+", 2);
                        meanings.putIfAbsent(parts[0], parts.length > 1 ? parts[1] : parts[0]);
                    }
                }
            }
        }
        return meanings;
    }
}
