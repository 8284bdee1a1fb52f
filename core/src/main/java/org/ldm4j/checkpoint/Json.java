package org.ldm4j.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.ldm4j.checkpoint.CheckpointException.Code;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON that nobody vouches for: strict grammar, strict UTF-8, bounded depth, and our own exception. */
final class Json {
    /** Longest string, as kohya's tag tables in the metadata reach megabytes. */
    static final int MAX_STRING = 16 << 20;

    private static final JsonFactory HEADER = factory(16).build();

    /** Configurations may hold Python's -Infinity. */
    private static final JsonFactory CONFIG =
            factory(64).enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private static final JsonMapper INDENTED = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /** Runs {@code body} on a parser of the header {@code text}; {@code where} is named when that fails. */
    static <R> R header(byte[] text, Object where, Function<JsonParser, R> body) {
        return read(text, HEADER, where, body);
    }

    private static <R> R read(byte[] text, JsonFactory factory, Object where, Function<JsonParser, R> body) {
        if (text.length > 0 && text[0] == (byte) 0xEF) {
            throw bad("a value", "a byte order mark", where); // Jackson would skip it
        }
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), decoded(text))) {
            R result = body.apply(parser);
            if (parser.nextToken() != null) {
                throw bad("one value", "a second one", where);
            }
            return result;
        } catch (StreamConstraintsException e) {
            throw CheckpointException.of(Code.LIMIT, "JSON", "moderate sizes", firstLine(e), where)
                    .because(e);
        } catch (JacksonException e) {
            throw syntax(e, where);
        }
    }

    private static CheckpointException syntax(JacksonException e, Object where) {
        boolean encoding = e instanceof JacksonIOException && e.getCause() instanceof CharacterCodingException;
        return encoding
                ? CheckpointException.of(Code.BAD_UTF8, "JSON", "UTF-8", "bytes that are not", where)
                        .because(e)
                : bad("valid JSON", firstLine(e), where).because(e);
    }

    static CheckpointException bad(String expected, String found, Object where) {
        return CheckpointException.of(Code.BAD_JSON, "JSON", expected, found, where);
    }

    /** Names are as many as tensors and never repeat, so they are kept out of Jackson's symbol table. */
    private static JsonFactoryBuilder factory(int maxDepth) {
        return JsonFactory.builder()
                .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .maxStringLength(MAX_STRING)
                        .maxNameLength(MAX_STRING)
                        .build());
    }

    private static Reader decoded(byte[] text) {
        return new InputStreamReader(
                new ByteArrayInputStream(text),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    private static String firstLine(JacksonException e) {
        return Names.quoted(
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("an error"));
    }

    /** The tree of the configuration {@code text}; a name that occurs twice is refused. */
    static JsonNode tree(byte[] text, Object where) {
        return read(text, CONFIG, where, parser -> {
            JsonNode tree = MAPPER.readTree(parser);
            if (tree == null || tree.isMissingNode()) {
                throw bad("a value", "nothing", where);
            }
            return tree;
        });
    }

    /** An object as plain Java values. */
    static Map<String, Object> map(JsonNode object) {
        return MAPPER.convertValue(object, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /** {@code value} as text over several lines, sorted by name, so that the same always gives the same bytes. */
    static byte[] write(Object value) {
        return INDENTED.writeValueAsBytes(value);
    }

    /** The parser's current token in words, for messages. */
    static String found(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return token == null ? "nothing" : token.isScalarValue() ? Names.quoted(parser.getString()) : token.name();
    }
}
