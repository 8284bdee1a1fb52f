package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The header of a safetensors file, wholly checked: names are unique, ranges follow one another without hole or
 * overlap and fill the data exactly, each range is as long as its shape says. The format is described at
 * github.com/huggingface/safetensors; where this is stricter than the reference, the format's text is too.
 *
 * @param tensors by name, in the order of the data
 */
record SafetensorsHeader(Map<String, SafetensorsEntry> tensors, Map<String, String> metadata) {
    static final long MAX_BYTES = 100_000_000;
    static final String METADATA = "__metadata__";

    private static final int MAX_TENSORS = 500_000;

    /** Parses and checks {@code json}, the header of a file with {@code dataBytes} bytes after it. */
    static SafetensorsHeader parse(byte[] json, long dataBytes, Object where) {
        return Json.header(json, where, parser -> new Reading(parser, where).header(dataBytes));
    }

    /** The state while one header is read. */
    private static final class Reading {
        private final JsonParser parser;
        private final Object where;
        private final Map<String, SafetensorsEntry> tensors = new LinkedHashMap<>();
        private @Nullable Map<String, String> metadata;

        Reading(JsonParser parser, Object where) {
            this.parser = parser;
            this.where = where;
        }

        SafetensorsHeader header(long dataBytes) {
            parser.nextToken();
            require(parser.currentToken() == JsonToken.START_OBJECT, Code.BAD_JSON, "an object");
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals(METADATA)) {
                    readMetadata();
                } else {
                    readTensor(name);
                }
            }
            return new SafetensorsHeader(inOrderOfData(dataBytes), metadata == null ? Map.of() : metadata);
        }

        private void readTensor(String name) {
            String fault = Names.fault(name);
            if (fault != null) {
                throw refuse(Code.BAD_NAME, "names of 1 to 4096 bytes without NUL", fault);
            }
            requireText(name);
            requireNew(name, tensors.put(name, SafetensorsEntry.parse(name, parser, where)));
            require(tensors.size() <= MAX_TENSORS, Code.LIMIT, "at most " + MAX_TENSORS + " tensors");
        }

        private void readMetadata() {
            requireNew(METADATA, metadata);
            metadata = new LinkedHashMap<>();
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return;
            }
            require(parser.currentToken() == JsonToken.START_OBJECT, Code.BAD_METADATA, "an object of texts");
            long characters = 0;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = requireText(parser.currentName());
                parser.nextToken();
                require(parser.currentToken() == JsonToken.VALUE_STRING, Code.BAD_METADATA, "a text");
                String value = requireText(parser.getString());
                requireNew(key, metadata.put(key, value));
                characters += key.length() + value.length();
                require(characters <= Json.MAX_STRING, Code.LIMIT, "at most 16 MiB of metadata");
            }
        }

        private Map<String, SafetensorsEntry> inOrderOfData(long dataBytes) {
            List<SafetensorsEntry> sorted = new ArrayList<>(tensors.values());
            sorted.sort(Comparator.comparingLong(SafetensorsEntry::begin).thenComparingLong(SafetensorsEntry::end));
            Map<String, SafetensorsEntry> ordered = new LinkedHashMap<>();
            long covered = 0;
            for (SafetensorsEntry entry : sorted) {
                if (entry.begin() != covered || entry.end() < covered) {
                    throw refuse(
                            Code.BAD_OFFSETS,
                            "the range of " + Names.quoted(entry.name()) + " to begin at " + covered,
                            entry.begin() + " to " + entry.end());
                }
                entry.requireSize(where);
                covered = entry.end();
                ordered.put(entry.name(), entry);
            }
            if (covered != dataBytes) {
                throw refuse(Code.NOT_COVERED, "tensors that fill " + dataBytes + " bytes of data", covered + " bytes");
            }
            return ordered;
        }

        private String requireText(String text) {
            if (!Names.isWellFormed(text)) {
                throw refuse(Code.BAD_JSON, "text", "half a surrogate pair in " + Names.quoted(text));
            }
            return text;
        }

        private void requireNew(String name, @Nullable Object known) {
            if (known != null) {
                throw refuse(Code.DUPLICATE_NAME, "each name once", "a second " + Names.quoted(name));
            }
        }

        private void require(boolean holds, Code code, String expected) {
            if (!holds) {
                throw refuse(code, expected, Json.found(parser));
            }
        }

        private CheckpointException refuse(Code code, String expected, String found) {
            return CheckpointException.of(code, "header", expected, found, where);
        }
    }
}
