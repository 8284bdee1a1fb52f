package org.ldm4j.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The fields of a foreign {@code config.json}, read with their types and ranges checked. Unknown fields are nobody's
 * concern; missing ones take the default that the foreign tool has.
 */
final class ConfigFile {
    private static final int MAX_LIST = 16;

    private final JsonNode fields;
    private final Object where;

    private ConfigFile(JsonNode fields, Object where) {
        this.fields = fields;
        this.where = where;
    }

    static ConfigFile of(byte[] text, Path path) {
        return of(Json.tree(text, path), path);
    }

    /** The fields of a tree that has been read; {@code where} is named when one of them is refused. */
    static ConfigFile of(JsonNode tree, Object where) {
        if (!tree.isObject()) {
            throw CheckpointException.of(Code.BAD_CONFIG, "config", "an object", kind(tree), where);
        }
        return new ConfigFile(tree, where);
    }

    /** The object {@code field}, which must be there. */
    ConfigFile section(String field) {
        if (!fields.path(field).isObject()) {
            throw refuse(field, "an object");
        }
        return new ConfigFile(fields.get(field), where + ": " + field);
    }

    /** A part without fields, all of which have their defaults. */
    ConfigFile empty(String field) {
        return new ConfigFile(JsonNodeFactory.instance.objectNode(), where + ": " + field);
    }

    /** The file, and the way to this part of it. */
    Object where() {
        return where;
    }

    JsonNode fields() {
        return fields;
    }

    private static String kind(JsonNode node) {
        return node.isContainer() ? node.getNodeType().toString() : Names.quoted(node.toString());
    }

    CheckpointException refuse(Code code, String field, String expected) {
        return CheckpointException.of(code, field, expected, kind(fields.path(field)), where);
    }

    private CheckpointException refuse(String field, String expected) {
        return refuse(Code.BAD_CONFIG, field, expected);
    }

    /** Runs what makes a configuration of ours; its complaint becomes the file's. */
    <T> T translate(Supplier<T> translation) {
        try {
            return translation.get();
        } catch (IllegalArgumentException e) {
            throw CheckpointException.of(
                            Code.BAD_CONFIG, "config", "a sound model", String.valueOf(e.getMessage()), where)
                    .because(e);
        }
    }

    // ------------------------------------------------------------------ fields

    int whole(String field, int usual, int max) {
        return fields.has(field) ? whole(fields.get(field), field, max) : usual;
    }

    /** The number, or null if the field is missing or null. */
    @Nullable
    Integer wholeOrNull(String field, int max) {
        return fields.hasNonNull(field) ? (Integer) whole(fields.get(field), field, max) : null;
    }

    private int whole(JsonNode node, String field, int max) {
        boolean fits = node.isIntegralNumber() && node.canConvertToInt();
        if (!fits || node.intValue() < 1 || node.intValue() > max) {
            throw refuse(field, "a whole number from 1 to " + max);
        }
        return node.intValue();
    }

    double positive(String field, double usual) {
        JsonNode node = fields.path(field);
        if (node.isMissingNode()) {
            return usual;
        }
        if (!node.isNumber() || !Double.isFinite(node.doubleValue()) || node.doubleValue() <= 0) {
            throw refuse(field, "a positive number");
        }
        return node.doubleValue();
    }

    /** The number, or null if the field is missing or null. */
    @Nullable
    Double positiveOrNull(String field) {
        return fields.hasNonNull(field) ? (Double) positive(field, 1) : null;
    }

    boolean flag(String field, boolean usual) {
        JsonNode node = fields.path(field);
        if (node.isMissingNode()) {
            return usual;
        }
        if (!node.isBoolean()) {
            throw refuse(field, "true or false");
        }
        return node.booleanValue();
    }

    /** The choice that the field names. */
    <T> T choice(String field, String usual, Map<String, T> choices) {
        JsonNode node = fields.path(field);
        T choice = choices.get(node.isMissingNode() ? usual : node.isString() ? node.stringValue() : "");
        if (choice == null) {
            String known = choices.keySet().stream().sorted().collect(Collectors.joining(", "));
            throw refuse(Code.UNSUPPORTED, field, "one of " + known);
        }
        return choice;
    }

    /** Whole numbers, none if there is no such field or an empty list. */
    List<Integer> wholesIfAny(String field, int max) {
        JsonNode node = fields.path(field);
        return node.isArray() && node.isEmpty() ? List.of() : wholes(field, List.of(), max);
    }

    List<Integer> wholes(String field, List<Integer> usual, int max) {
        return list(field, usual, node -> whole(node, field, max));
    }

    List<String> texts(String field, List<String> usual) {
        return list(field, usual, node -> text(node, field));
    }

    private String text(JsonNode node, String field) {
        if (!node.isString()) {
            throw refuse(field, "a list of texts");
        }
        return node.stringValue();
    }

    private <T> List<T> list(String field, List<T> usual, Function<JsonNode, T> element) {
        JsonNode node = fields.path(field);
        if (node.isMissingNode()) {
            return usual;
        }
        if (!node.isArray() || node.isEmpty() || node.size() > MAX_LIST) {
            throw refuse(field, "a list of 1 to " + MAX_LIST);
        }
        List<T> list = new ArrayList<>();
        node.forEach(each -> list.add(element.apply(each)));
        return list;
    }

    /** One number, or a list in which all are equal. */
    int wholeOrEqualList(String field, int usual, int max) {
        if (!fields.path(field).isArray()) {
            return whole(field, usual, max);
        }
        List<Integer> all = wholes(field, List.of(), max);
        if (Set.copyOf(all).size() > 1) {
            throw refuse(Code.UNSUPPORTED, field, "the same number at all levels");
        }
        return all.get(0);
    }

    /** One flag for all {@code levels}, or a list of them. */
    List<Boolean> flags(String field, boolean usual, int levels) {
        if (!fields.path(field).isArray()) {
            return Collections.nCopies(levels, flag(field, usual));
        }
        List<Boolean> flags = list(field, List.of(), node -> {
            if (!node.isBoolean()) {
                throw refuse(field, "true or false at each level");
            }
            return node.booleanValue();
        });
        if (flags.size() != levels) {
            throw refuse(field, levels + " entries, one for each level");
        }
        return flags;
    }

    /** Refuses a value that would make another network than ours: the field must be missing or {@code only}. */
    void requireOnly(String field, @Nullable Object only) {
        JsonNode node = fields.path(field);
        if (!node.isMissingNode() && !equals(node, only)) {
            throw refuse(Code.UNSUPPORTED, field, String.valueOf(only));
        }
    }

    private static boolean equals(JsonNode node, @Nullable Object value) {
        if (value instanceof Number number) {
            return node.isNumber() && node.doubleValue() == number.doubleValue();
        }
        if (value instanceof Boolean flag) {
            return node.isBoolean() && node.booleanValue() == flag;
        }
        return value == null
                ? node.isNull()
                : node.isString() && node.stringValue().equals(value);
    }
}
