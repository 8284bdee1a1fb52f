package org.ldm4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ldm4j.conditioning.LayoutBox;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file with things and their places. */
final class LayoutFile {
    private static final long MAX_BYTES = 1 << 20;

    private final Path path;
    private final List<JsonNode> boxes;

    private LayoutFile(Path path, List<JsonNode> boxes) {
        this.path = path;
        this.boxes = boxes;
    }

    /** Reads and checks all but the names of classes. */
    static LayoutFile read(Path path) {
        JsonNode tree = tree(path);
        JsonNode list = tree.isArray() ? tree : tree.path("boxes");
        if (!list.isArray()) {
            throw refuse("--layout", "a list of boxes", "none", path);
        }
        var file = new LayoutFile(path, list.valueStream().toList());
        file.boxes.forEach(file::requireSound);
        return file;
    }

    private static JsonNode tree(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw refuse("--layout", "at most " + MAX_BYTES + " bytes", String.valueOf(Files.size(path)), path);
            }
            return JsonMapper.shared().readTree(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw CommandException.of(Exit.NOT_FOUND, "--layout", "a file with boxes", "no such file", path);
        } catch (IOException e) {
            throw CommandException.of(
                    Exit.NOT_FOUND, "--layout", "a readable file", e.getClass().getSimpleName(), path);
        } catch (JacksonException e) {
            throw refuse("--layout", "JSON", String.valueOf(e.getOriginalMessage()), path);
        }
    }

    private static CommandException refuse(String what, String expected, String found, Path path) {
        return CommandException.of(Exit.REFUSED, what, expected, found, path);
    }

    private static JsonNode corners(JsonNode box) {
        return box.has("box") ? box.path("box") : box.path("bbox");
    }

    private static JsonNode label(JsonNode box) {
        return box.has("class") ? box.path("class") : box.path("category");
    }

    private void requireSound(JsonNode box) {
        JsonNode corners = corners(box), label = label(box);
        boolean four = corners.isArray()
                && corners.size() == 4
                && corners.valueStream().allMatch(share -> share.isNumber() && isShare(share.doubleValue()));
        if (!four || corners.path(2).doubleValue() <= 0 || corners.path(3).doubleValue() <= 0) {
            throw refuse("box", "[x, y, width, height] from 0 to 1", corners.toString(), path);
        }
        if (!label.isIntegralNumber() && !label.isString()) {
            throw refuse("class", "a number or a name", label.toString(), path);
        }
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    /** The boxes with the numbers of their classes. */
    List<LayoutBox> boxes(ClassNames names) {
        List<LayoutBox> all = new ArrayList<>();
        for (JsonNode box : boxes) {
            JsonNode corners = corners(box);
            all.add(new LayoutBox(
                    names.number("class", label(box).asString()),
                    corners.path(0).doubleValue(),
                    corners.path(1).doubleValue(),
                    corners.path(2).doubleValue(),
                    corners.path(3).doubleValue(),
                    box.path("group").asBoolean(false),
                    box.path("occluded").asBoolean(false),
                    box.path("depiction").asBoolean(false),
                    box.path("inside").asBoolean(false)));
        }
        return all;
    }
}
