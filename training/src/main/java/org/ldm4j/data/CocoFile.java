package org.ldm4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One of COCO's files, read as a stream: the published ones have up to a gigabyte, of which little is kept. */
record CocoFile(String place, List<Image> images, Map<String, String> categories, List<Annotation> annotations) {
    private static final JsonMapper JSON = new JsonMapper();

    /** A picture; {@code file} is a name inside the split's folder. */
    record Image(long id, String file, int width, int height) {}

    /**
     * Something said of a picture.
     *
     * @param image id of the picture
     * @param category id of the category; empty for captions
     * @param box left, top, width and height in pixels
     * @param outline polygons or run lengths, where they are kept
     */
    record Annotation(
            long id,
            long image,
            String category,
            double @Nullable [] box,
            @Nullable String caption,
            @Nullable JsonNode outline) {}

    static CocoFile read(DataFile file, boolean outlines) {
        file.requireRegular("annotations");
        CocoFile result =
                new CocoFile(file.path().toString(), new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
        try (InputStream in = Files.newInputStream(file.path());
                JsonParser parser = JSON.createParser(in)) {
            result.read(parser, outlines);
        } catch (JacksonException | IOException e) {
            String found = String.valueOf(e.getMessage()).lines().findFirst().orElse("an error");
            throw DataException.refused("annotations: expected JSON, found " + found + " (" + file.path() + ")");
        }
        return result;
    }

    private void read(JsonParser parser, boolean outlines) {
        require(parser.nextToken() == JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "images" -> each(parser, node -> images.add(image(node)));
                case "categories" -> each(parser, this::category);
                case "annotations" -> each(parser, node -> annotations.add(annotation(node, outlines)));
                default -> parser.skipChildren();
            }
        }
    }

    private void each(JsonParser parser, Consumer<JsonNode> take) {
        require(parser.currentToken() == JsonToken.START_ARRAY, "arrays of images, categories and annotations");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            take.accept(parser.readValueAsTree());
        }
    }

    private void require(boolean so, String expected) {
        if (!so) {
            throw DataException.refused("annotations: expected " + expected + ", found something else (" + place + ")");
        }
    }

    private Image image(JsonNode node) {
        int width = node.path("width").asInt(0), height = node.path("height").asInt(0);
        require(
                node.path("id").isIntegralNumber() && node.path("file_name").isString() && width > 0 && height > 0,
                "images with id, file_name, width and height");
        return new Image(node.get("id").asLong(), node.get("file_name").asString(), width, height);
    }

    private void category(JsonNode node) {
        require(node.path("id").isIntegralNumber() && node.path("name").isString(), "categories with id and name");
        categories.put(node.get("id").asString(), node.get("name").asString());
    }

    private Annotation annotation(JsonNode node, boolean outlines) {
        require(node.path("image_id").isIntegralNumber(), "annotations with image_id");
        return new Annotation(
                node.path("id").asLong(-1),
                node.get("image_id").asLong(),
                node.path("category_id").asString(""),
                node.has("bbox") ? box(node.get("bbox")) : null,
                node.path("caption").isString() ? node.get("caption").asString() : null,
                outlines ? node.get("segmentation") : null);
    }

    private double[] box(JsonNode node) {
        require(
                node.isArray() && node.size() == 4 && node.valueStream().allMatch(JsonNode::isNumber),
                "boxes of four numbers");
        return node.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }
}
