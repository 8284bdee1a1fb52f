package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ldm4j.conditioning.LayoutBox;

/**
 * Open Images as it is published: pictures in {@code train/}, {@code validation/} or {@code test/}, boxes in
 * {@code SPLIT-annotations-bbox.csv}, names in {@code class-descriptions-boxable.csv} (Kuznetsova et al. 2020). Classes are
 * numbered by their ids in order, {@code /m/01s55n} last. A file {@code classes.txt} with an id a line chooses and numbers
 * them instead; the published layout model has 340.
 */
final class OpenImagesFolder {
    private static final String NAMES = "class-descriptions-boxable.csv";
    private static final String CHOSEN = "classes.txt";
    private static final String LAST = "/m/01s55n";
    private static final List<String> SPLITS = List.of("train", "validation", "test");

    private final Path root;
    private final String split;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, List<LayoutBox>> boxes = new LinkedHashMap<>();

    private OpenImagesFolder(Path root, String split) {
        this.root = root;
        this.split = split;
    }

    static boolean isAt(Path root) {
        return Files.exists(root.resolve(NAMES));
    }

    static DataSet read(Path root, String split) {
        OpenImagesFolder folder = new OpenImagesFolder(root, split);
        Path annotations = SPLITS.contains(split) ? folder.annotations() : root.resolve("-");
        if (!Files.exists(annotations)) {
            throw DataException.refused(
                    "data.split: expected one of " + SPLITS + " with its annotations-bbox.csv, found "
                            + (split.isEmpty() ? "none" : split) + " (" + root + ")");
        }
        folder.readNames();
        List<String> ids = folder.ids();
        folder.readBoxes(DataFile.found(root, annotations), ids);
        return folder.set(ids);
    }

    private Path annotations() {
        Path plain = root.resolve(split + "-annotations-bbox.csv");
        return Files.exists(plain) ? plain : root.resolve("oidv6-" + plain.getFileName());
    }

    private void readNames() {
        try (TextLines lines = TextLines.of(new DataFile(root, NAMES))) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                String[] fields = line.get().text().split(",", 2);
                names.put(fields[0], fields.length == 2 ? fields[1].replace("\"", "") : fields[0]);
            }
        }
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        if (Files.exists(root.resolve(CHOSEN))) {
            try (TextLines lines = TextLines.of(new DataFile(root, CHOSEN))) {
                for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                    ids.add(line.get().text().strip());
                }
            }
        } else {
            names.keySet().stream().sorted().filter(id -> !id.equals(LAST)).forEach(ids::add);
            Optional.of(LAST).filter(names::containsKey).ifPresent(ids::add);
        }
        return ids;
    }

    private void readBoxes(DataFile file, List<String> ids) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        ids.forEach(id -> numbers.putIfAbsent(id, numbers.size()));
        try (TextLines lines = TextLines.of(file)) {
            var header = lines.next();
            List<String> columns =
                    header.map(line -> List.of(line.text().split(",", -1))).orElse(List.of());
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                var row = new Row(columns, line.get().text().split(",", -1), lines.place(line.get()));
                Integer category = numbers.get(row.field("LabelName"));
                if (category != null) {
                    boxes.computeIfAbsent(row.field("ImageID"), id -> new ArrayList<>())
                            .add(row.box(category));
                }
            }
        }
    }

    private DataSet set(List<String> ids) {
        CaptionReader captions = new CaptionReader();
        List<Item> items = new ArrayList<>();
        boxes.forEach((id, shown) -> {
            String name = split + "/" + "0".repeat(Math.max(0, 16 - id.length())) + id + ".jpg";
            items.add(Item.of(DataFile.named(root, name, annotations().toString()))
                    .with(captions.missing())
                    .with(shown));
        });
        List<String> named = ids.stream().map(id -> names.getOrDefault(id, id)).toList();
        return DataSet.of(root, items, named, captions.counts(), "boxes of known classes");
    }

    /** A line of the annotations. */
    private record Row(List<String> columns, String[] fields, String place) {
        String field(String column) {
            int at = columns.indexOf(column);
            if (at < 0 || at >= fields.length) {
                throw DataException.refused(
                        "annotations: expected a column " + column + ", found none (" + place + ")");
            }
            return fields[at];
        }

        LayoutBox box(int category) {
            double x = share("XMin"), y = share("YMin"), width = share("XMax") - x, height = share("YMax") - y;
            if (width < 0 || height < 0) {
                throw DataException.refused("box: expected XMin below XMax and YMin below YMax, found " + width + "x"
                        + height + " (" + place + ")");
            }
            return new LayoutBox(
                    category,
                    x,
                    y,
                    width,
                    height,
                    is("IsGroupOf"),
                    is("IsOccluded"),
                    is("IsDepiction"),
                    is("IsInside"));
        }

        private double share(String column) {
            try {
                double value = Double.parseDouble(field(column));
                if (value >= 0 && value <= 1) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw DataException.refused(
                    "box: expected " + column + " of 0 to 1, found " + field(column) + " (" + place + ")");
        }

        private boolean is(String column) {
            return field(column).equals("1");
        }
    }
}
