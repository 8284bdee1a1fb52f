package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.conditioning.LayoutBox;

/**
 * COCO as it is published: pictures in {@code SPLIT/}, and {@code instances_SPLIT.json}, {@code stuff_SPLIT.json},
 * {@code captions_SPLIT.json} in {@code annotations/}, each of which may be missing (Lin et al. 2014; Caesar et al. 2018).
 * Categories called "other" are left out, the rest are numbered by their ids in the order of text ("10" before "9"), as
 * taming-transformers does, whose layout models count so. Crowds are boxes like others.
 */
final class CocoFolder {
    private static final List<String> KINDS = List.of("instances", "stuff", "captions");
    /** Boxes of the published files reach over the border by fractions of a pixel. */
    private static final double TOLERANCE = 1;

    private final Path root;
    private final String split;
    private final Map<Long, CocoFile.Image> images = new LinkedHashMap<>();
    private final Map<String, String> categories = new TreeMap<>();
    private final Map<Long, List<CocoFile.Annotation>> annotations = new LinkedHashMap<>();

    private CocoFolder(Path root, String split) {
        this.root = root;
        this.split = split;
    }

    /** Whether a folder has such annotations. */
    static boolean isAt(Path root) {
        return !splits(root).isEmpty();
    }

    /**
     * Reads the annotations.
     *
     * @param split such as {@code train2017}; may be empty where there is just one
     * @param maps whether outlines are kept to make maps of classes from them
     */
    static DataSet read(Path root, String split, boolean maps) {
        CocoFolder folder = new CocoFolder(root, chosen(root, split));
        for (String kind : KINDS) {
            Path file = folder.file(kind);
            if (Files.exists(file)) {
                folder.add(CocoFile.read(DataFile.found(root, file), maps));
            }
        }
        return folder.set(maps);
    }

    private static String chosen(Path root, String split) {
        SortedSet<String> splits = splits(root);
        if (splits.contains(split)) {
            return split;
        }
        if (split.isEmpty() && splits.size() == 1) {
            return splits.first();
        }
        throw DataException.refused("data.split: expected one of " + splits + ", found "
                + (split.isEmpty() ? "none" : split) + " (" + root + ")");
    }

    private static SortedSet<String> splits(Path root) {
        Path folder = root.resolve("annotations");
        if (!Files.isDirectory(folder)) {
            return new TreeSet<>();
        }
        return PictureFiles.files(folder, "json").stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> KINDS.stream().anyMatch(kind -> name.startsWith(kind + "_")))
                .map(name -> name.substring(name.indexOf('_') + 1, name.length() - ".json".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Path file(String kind) {
        return root.resolve("annotations").resolve(kind + "_" + split + ".json");
    }

    private void add(CocoFile file) {
        file.images().forEach(image -> images.putIfAbsent(image.id(), image));
        categories.putAll(file.categories());
        for (CocoFile.Annotation annotation : file.annotations()) {
            if (!images.containsKey(annotation.image())) {
                throw DataException.refused("annotation: expected the id of one of the images, found "
                        + annotation.image() + " (annotation " + annotation.id() + " of " + file.place() + ")");
            }
            annotations
                    .computeIfAbsent(annotation.image(), id -> new ArrayList<>())
                    .add(annotation);
        }
    }

    private DataSet set(boolean maps) {
        List<String> ids = categories.keySet().stream()
                .filter(id -> !"other".equals(categories.get(id)))
                .toList();
        CaptionReader captions = new CaptionReader();
        List<Item> items = new ArrayList<>();
        for (CocoFile.Image image : images.values()) {
            List<CocoFile.Annotation> all = annotations.getOrDefault(image.id(), List.of());
            Item item = Item.of(DataFile.named(
                            root, split + "/" + image.file(), file("*").toString()))
                    .withTexts(texts(all, captions))
                    .with(boxes(image, all, ids));
            items.add(maps ? item.with(CocoMap.of(image, all)) : item);
        }
        List<String> names =
                ids.stream().map(id -> String.valueOf(categories.get(id))).toList();
        return DataSet.of(root, items, names, captions.counts(), "images in the annotations of " + split);
    }

    private static List<String> texts(List<CocoFile.Annotation> all, CaptionReader captions) {
        List<String> texts = new ArrayList<>();
        for (CocoFile.Annotation annotation : all) {
            String caption = annotation.caption();
            if (caption != null) {
                texts.add(captions.clean(caption));
            }
        }
        return texts.isEmpty() ? List.of(captions.missing()) : texts;
    }

    private List<LayoutBox> boxes(CocoFile.Image image, List<CocoFile.Annotation> all, List<String> ids) {
        List<LayoutBox> boxes = new ArrayList<>();
        for (CocoFile.Annotation annotation : all) {
            double @Nullable [] box = annotation.box();
            if (box != null && isKnown(annotation)) {
                int category = ids.indexOf(annotation.category());
                if (category >= 0) {
                    requireInside(box, image, annotation);
                    int w = image.width(), h = image.height();
                    boxes.add(LayoutBox.of(category, box[0] / w, box[1] / h, box[2] / w, box[3] / h));
                }
            }
        }
        return boxes;
    }

    private boolean isKnown(CocoFile.Annotation annotation) {
        if (!categories.containsKey(annotation.category())) {
            throw DataException.refused("annotation: expected the id of one of the " + categories.size()
                    + " categories, found " + annotation.category() + " (annotation " + annotation.id() + " of "
                    + file("*") + ")");
        }
        return true;
    }

    private void requireInside(double[] box, CocoFile.Image image, CocoFile.Annotation annotation) {
        boolean inside = box[0] >= -TOLERANCE
                && box[1] >= -TOLERANCE
                && box[2] >= 0
                && box[3] >= 0
                && box[0] + box[2] <= image.width() + TOLERANCE
                && box[1] + box[3] <= image.height() + TOLERANCE;
        if (!inside) {
            throw DataException.refused("box: expected one inside the picture of " + image.width() + "x"
                    + image.height() + ", found " + box[0] + ", " + box[1] + ", " + box[2] + "x" + box[3]
                    + " (annotation " + annotation.id() + " of " + image.file() + " in " + file("*") + ")");
        }
    }
}
