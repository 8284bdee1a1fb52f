package org.ldm4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ldm4j.conditioning.LayoutBox;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of pictures with {@code metadata.jsonl}, one object a line with {@code file_name} and {@code text}, as Hugging
 * Face's image folders; also {@code label}, the number of a class, and {@code map_file_name}.
 */
public final class ImageFolder {
    static final String METADATA = "metadata.jsonl";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path root;
    private final Map<String, String> where;
    private final CaptionReader captions = new CaptionReader();

    private ImageFolder(Path root, Map<String, String> where) {
        this.root = root;
        this.where = where;
    }

    /**
     * Reads the list, not the pictures.
     *
     * @param where fields and the value each must have, such as {@code skin_tone=false}; lines that differ are left out
     */
    public static DataSet read(Path root, Map<String, String> where) {
        if (!Files.exists(root.resolve(METADATA))) {
            throw DataException.missing("data set: expected " + METADATA + " with one {\"file_name\", \"text\"} a line,"
                    + " found no such file (" + root + ")");
        }
        var folder = new ImageFolder(root, where);
        List<Item> items = folder.items();
        String matching = where.isEmpty() ? "" : " that matches " + where;
        return DataSet.of(
                root, items, List.of(), folder.captions.counts(), "at least one picture in " + METADATA + matching);
    }

    private List<Item> items() {
        List<Item> items = new ArrayList<>();
        try (TextLines lines = TextLines.of(new DataFile(root, METADATA))) {
            for (var line = lines.next(); line.isPresent(); line = lines.next()) {
                item(line.get(), lines.place(line.get())).ifPresent(items::add);
            }
        }
        return items;
    }

    private Optional<Item> item(TextLines.Line line, String place) {
        JsonNode node = parse(line.text(), place);
        if (!matches(node)) {
            return Optional.empty();
        }
        Item item = Item.of(DataFile.named(root, node.path("file_name").asString(""), place))
                .withTexts(texts(node.path("text"), line.sound()));
        if (node.has("label")) {
            item = item.withLabel(label(node.get("label"), place));
        }
        if (node.has("boxes")) {
            item = item.with(boxes(node.get("boxes"), place));
        }
        if (node.has("map_file_name")) {
            item = item.with(
                    new MapFile(DataFile.named(root, node.get("map_file_name").asString(""), place)));
        }
        return Optional.of(item);
    }

    private static JsonNode parse(String text, String place) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            // told below, with the place
        }
        throw DataException.refused("data set: expected a JSON object, found something else (" + place + ")");
    }

    private boolean matches(JsonNode line) {
        return where.entrySet().stream()
                .allMatch(e -> line.path(e.getKey()).asString("").equals(e.getValue()));
    }

    /** One caption, or a list of them. */
    private List<String> texts(JsonNode text, boolean sound) {
        if (!sound) {
            return List.of(captions.unreadable());
        }
        if (text.isArray() && !text.isEmpty()) {
            return text.valueStream()
                    .map(each -> captions.clean(each.asString("")))
                    .toList();
        }
        return text.isString() ? List.of(captions.clean(text.asString())) : List.of(captions.missing());
    }

    /** Each with its class and the shares of the picture that it takes, from the left and the top. */
    private static List<LayoutBox> boxes(JsonNode list, String place) {
        List<LayoutBox> boxes = new ArrayList<>();
        for (JsonNode box : list) {
            boxes.add(LayoutBox.of(
                    label(box.path("label"), place),
                    share(box, "x", place),
                    share(box, "y", place),
                    share(box, "width", place),
                    share(box, "height", place)));
        }
        return boxes;
    }

    private static double share(JsonNode box, String side, String place) {
        double share = box.path(side).asDouble(-1);
        if (!(share >= 0 && share <= 1)) {
            throw DataException.refused(
                    "box: expected " + side + " from 0 to 1, found " + box.path(side) + " (" + place + ")");
        }
        return share;
    }

    private static int label(JsonNode label, String place) {
        if (!label.isInt() || label.asInt() < 0) {
            throw DataException.refused(
                    "label: expected the number of a class, from 0, found " + label + " (" + place + ")");
        }
        return label.asInt();
    }
}
