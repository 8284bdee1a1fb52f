package org.ldm4j.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of pictures with {@code metadata.jsonl}, one object a line with {@code file_name} and {@code text}, as Hugging
 * Face's image folders.
 *
 * @param root the folder
 * @param items its pictures, in the order of the file
 */
public record ImageFolder(Path root, List<Item> items) {
    private static final String METADATA = "metadata.jsonl";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * One picture.
     *
     * @param file where it lies
     * @param text its caption
     */
    public record Item(Path file, String text) {}

    public ImageFolder {
        items = List.copyOf(items);
    }

    /**
     * Reads the list, not the pictures.
     *
     * @param where fields and the value each must have, such as {@code skin_tone=false}; lines that differ are left out
     */
    public static ImageFolder read(Path root, Map<String, String> where) {
        Path metadata = root.resolve(METADATA);
        if (!Files.isRegularFile(metadata)) {
            throw DataException.missing("data set: expected " + METADATA + " with one {\"file_name\", \"text\"} a line,"
                    + " found no such file (" + root + ")");
        }
        List<Item> items = new ArrayList<>();
        List<String> lines = lines(metadata);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                JsonNode line = parse(lines.get(i), metadata, i + 1);
                if (matches(line, where)) {
                    items.add(item(root, line, metadata, i + 1));
                }
            }
        }
        if (items.isEmpty()) {
            throw DataException.refused("data set: expected at least one picture, found none that matches " + where
                    + " (" + metadata + ")");
        }
        return new ImageFolder(root, items);
    }

    private static List<String> lines(Path metadata) {
        try {
            return Files.readAllLines(metadata, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw DataException.refused(
                    "data set: expected UTF-8 text, could not read it: " + e.getMessage() + " (" + metadata + ")");
        }
    }

    private static JsonNode parse(String text, Path metadata, int line) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            // told below, with the place
        }
        throw DataException.refused(
                "data set: expected a JSON object, found something else (" + metadata + ":" + line + ")");
    }

    private static boolean matches(JsonNode line, Map<String, String> where) {
        return where.entrySet().stream()
                .allMatch(e -> line.path(e.getKey()).asString("").equals(e.getValue()));
    }

    private static Item item(Path root, JsonNode line, Path metadata, int number) {
        String name = line.path("file_name").asString("");
        Path file = root.resolve(name).normalize();
        if (name.isEmpty() || !file.startsWith(root.normalize())) {
            throw DataException.refused("data set: expected a file_name inside the folder, found '" + name + "' ("
                    + metadata + ":" + number + ")");
        }
        return new Item(file, line.path("text").asString(""));
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
