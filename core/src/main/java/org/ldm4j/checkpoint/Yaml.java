package org.ldm4j.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.YamlUnicodeReader;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads one YAML document that nobody vouches for into plain values. Tags, merge keys and keys that are no texts are
 * refused, so that a file can name no class of ours; texts such as <code>${env:HOME}</code> stay texts; size, depth and
 * aliases are bounded. Plain scalars mean what YAML 1.2's core schema says.
 */
final class Yaml {
    private static final int MAX_BYTES = 3 << 20;
    private static final int MAX_DEPTH = 50;
    private static final int MAX_ALIASES = 50;

    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,40}");
    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\.[0-9]{1,400}|[0-9]{1,400}(\\.[0-9]{0,400})?)([eE][-+]?[0-9]{1,9})?");
    private static final Pattern TRUE = Pattern.compile("true|True|TRUE");
    private static final Pattern FALSE = Pattern.compile("false|False|FALSE");
    private static final Pattern NULL = Pattern.compile("|~|null|Null|NULL");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Iterator<Event> events;
    private final Object where;
    private final Map<Anchor, JsonNode> anchors = new HashMap<>();
    private int aliases;

    private Yaml(Iterator<Event> events, Object where) {
        this.events = events;
        this.where = where;
    }

    /** The document in {@code path}. */
    static JsonNode read(Path path) {
        TensorFiles.requireRegular(path);
        try (InputStream in = Files.newInputStream(path)) {
            return tree(in.readNBytes(MAX_BYTES + 1), path);
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    /** The document {@code text}. */
    static JsonNode tree(byte[] text, Object where) {
        if (text.length > MAX_BYTES) {
            throw CheckpointException.of(Code.LIMIT, "YAML", "at most 3 MiB", "more", where);
        }
        LoadSettings settings =
                LoadSettings.builder().setCodePointLimit(MAX_BYTES).build();
        try (YamlUnicodeReader reader = new YamlUnicodeReader(new ByteArrayInputStream(text))) {
            return new Yaml(new Parse(settings).parseReader(reader).iterator(), where).document();
        } catch (YamlEngineException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("an error");
            throw bad("valid YAML", Names.quoted(reason), where).because(e);
        } catch (IOException e) {
            throw bad("YAML in Unicode", Names.quoted(String.valueOf(e.getMessage())), where)
                    .because(e);
        }
    }

    private static CheckpointException bad(String expected, String found, Object where) {
        return CheckpointException.of(Code.BAD_YAML, "YAML", expected, found, where);
    }

    private static CheckpointException limit(String what, int most, Object where) {
        return CheckpointException.of(Code.LIMIT, "YAML", "at most " + most + " " + what, "more", where);
    }

    private JsonNode document() {
        Event event = next();
        while (event.getEventId() == Event.ID.StreamStart || event.getEventId() == Event.ID.DocumentStart) {
            event = next();
        }
        if (event.getEventId() == Event.ID.StreamEnd) {
            throw bad("a document", "nothing", where);
        }
        JsonNode tree = node(event, 0);
        next(); // the end of the document
        if (next().getEventId() != Event.ID.StreamEnd) {
            throw bad("one document", "a second one", where);
        }
        return tree;
    }

    private Event next() {
        Event event = events.next();
        while (event.getEventId() == Event.ID.Comment) {
            event = events.next();
        }
        return event;
    }

    private JsonNode node(Event event, int depth) {
        if (depth > MAX_DEPTH) {
            throw limit("levels", MAX_DEPTH, where);
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        JsonNode node;
        if (event instanceof ScalarEvent scalar) {
            requireNoTag(scalar.getTag());
            node = scalar.isPlain() ? plain(scalar.getValue()) : NODES.stringNode(scalar.getValue());
        } else {
            requireNoTag(((CollectionStartEvent) event).getTag());
            node = event instanceof MappingStartEvent ? mapping(depth) : sequence(depth);
        }
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private void requireNoTag(Optional<String> tag) {
        if (tag.isPresent()) {
            throw CheckpointException.of(Code.YAML_TAG, "YAML", "no tags", Names.quoted(tag.get()), where);
        }
    }

    private JsonNode alias(AliasEvent event) {
        if (++aliases > MAX_ALIASES) {
            throw limit("aliases", MAX_ALIASES, where);
        }
        JsonNode node = event.getAnchor().map(anchors::get).orElse(null);
        if (node == null) {
            throw bad("aliases of complete values", Names.quoted(event.toString()), where);
        }
        return node;
    }

    private ArrayNode sequence(int depth) {
        ArrayNode list = NODES.arrayNode();
        for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
            list.add(node(event, depth + 1));
        }
        return list;
    }

    private ObjectNode mapping(int depth) {
        ObjectNode object = NODES.objectNode();
        for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
            String key = key(event);
            if (object.has(key)) {
                throw CheckpointException.of(Code.DUPLICATE_NAME, "YAML", "each key once", Names.quoted(key), where);
            }
            object.set(key, node(next(), depth + 1));
        }
        return object;
    }

    private String key(Event event) {
        if (!(event instanceof ScalarEvent scalar)) {
            throw bad("texts as keys", "a list, a mapping or an alias", where);
        }
        requireNoTag(scalar.getTag());
        if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            throw bad("no merge keys", "'<<'", where);
        }
        return scalar.getValue();
    }

    private static JsonNode plain(String text) {
        if (NULL.matcher(text).matches()) {
            return NODES.nullNode();
        }
        if (TRUE.matcher(text).matches() || FALSE.matcher(text).matches()) {
            return NODES.booleanNode(TRUE.matcher(text).matches());
        }
        if (WHOLE.matcher(text).matches()) {
            return whole(new BigInteger(text));
        }
        @Nullable Double number = NUMBER.matcher(text).matches() ? (Double) Double.parseDouble(text) : null;
        return number == null ? NODES.stringNode(text) : NODES.numberNode(number.doubleValue());
    }

    /** As narrow as it fits, which is what a reader of whole numbers asks for. */
    private static JsonNode whole(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }
}
