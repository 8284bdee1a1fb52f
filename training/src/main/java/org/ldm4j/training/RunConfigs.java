package org.ldm4j.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.file.AtomicFile;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads a run's YAML over the defaults of its kind, and {@code key=value} over both. Unknown keys are refused by name. */
final class RunConfigs {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private RunConfigs() {}

    /**
     * The configuration of a run.
     *
     * @param type its record
     * @param defaults resource with every key
     * @param file the run's own YAML, or null
     * @param overrides {@code a.b=value} each, the value as YAML
     */
    static <C> C read(Class<C> type, String defaults, @Nullable Path file, List<String> overrides) {
        ObjectNode tree = defaults(defaults);
        if (file != null) {
            merge(tree, fromFile(file), file.toString());
        }
        overrides.forEach(override -> set(tree, override));
        try {
            return YAML.treeToValue(tree, type);
        } catch (DatabindException e) {
            throw refused(e);
        }
    }

    /** The whole configuration as YAML. */
    static String text(Object config) {
        return YAML.writeValueAsString(config);
    }

    /** The whole configuration as names and values. */
    static Map<String, Object> tree(Object config) {
        return YAML.convertValue(config, new TypeReference<Map<String, Object>>() {});
    }

    /** A run folder says all that the run was made with. */
    static void write(Path file, Object config) throws IOException {
        byte[] yaml = text(config).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(yaml)));
    }

    private static ObjectNode defaults(String resource) {
        try (InputStream in = RunConfigs.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("resource " + resource + " is missing");
            }
            return (ObjectNode) YAML.readTree(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode fromFile(Path file) {
        if (!Files.isReadable(file)) {
            throw TrainingException.missing("config: expected a YAML file, found none that can be read (" + file + ")");
        }
        try {
            if (YAML.readTree(Files.readAllBytes(file)) instanceof ObjectNode node) {
                return node;
            }
        } catch (JacksonException | IOException e) {
            throw TrainingException.refused("config: expected YAML, found " + firstLine(e) + " (" + file + ")");
        }
        throw TrainingException.refused("config: expected keys and values, found something else (" + file + ")");
    }

    /** Objects are merged key by key, everything else is replaced; {@code where} is the user's own and replaced whole. */
    private static void merge(ObjectNode into, ObjectNode from, String place) {
        for (String key : from.propertyNames()) {
            JsonNode value = from.get(key);
            if (into.get(key) instanceof ObjectNode child && value instanceof ObjectNode more && !key.equals("where")) {
                merge(child, more, place);
            } else {
                into.set(key, value);
            }
        }
    }

    private static void set(ObjectNode tree, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw TrainingException.usage("override: expected key=value, found '" + override + "'");
        }
        String[] path = override.substring(0, equals).split("\\.", -1);
        ObjectNode node = tree;
        for (int i = 0; i < path.length - 1; i++) {
            if (!(node.get(path[i]) instanceof ObjectNode child)) {
                throw TrainingException.usage(
                        "override: expected a key such as training.steps, found '" + override + "'");
            }
            node = child;
        }
        node.set(path[path.length - 1], YAML.readTree(override.substring(equals + 1)));
    }

    private static TrainingException refused(DatabindException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TrainingException ours) {
                return ours;
            }
        }
        String key = e.getPath().stream()
                .map(reference -> String.valueOf(reference.getPropertyName()))
                .reduce((a, b) -> a + "." + b)
                .orElse("?");
        return TrainingException.usage(
                "setting " + key + ": expected what docs/training.md lists, found " + firstLine(e) + " (settings)");
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("an error");
    }
}
