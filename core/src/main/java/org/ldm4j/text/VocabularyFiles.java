package org.ldm4j.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.ldm4j.text.BytePairVocabulary.Merge;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vocabulary of a tokenizer folder: {@code vocab.json} with {@code merges.txt}, or {@code tokenizer.json}. */
final class VocabularyFiles {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long MAX_BYTES = 64L << 20;
    /** Far above every vocabulary there is; bounds what a hostile id can make us reserve. */
    private static final int MAX_ID = 1 << 22;

    private static final String PIECES = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final String WHOLE = "tokenizer.json";
    private static final String WORD_PIECES = "vocab.txt";

    private final Predicate<String> names;
    private final UnaryOperator<String> texts;
    private final String folder;
    private final JsonNode whole;

    VocabularyFiles(Path folder) {
        this(name -> Files.exists(folder.resolve(name)), name -> read(folder.resolve(name)), folder.toString());
    }

    /** Files whose texts are known; {@code where} they come from is told in messages. */
    VocabularyFiles(Map<String, String> texts, String where) {
        this(texts::containsKey, name -> String.valueOf(texts.get(name)), where);
    }

    private VocabularyFiles(Predicate<String> names, UnaryOperator<String> texts, String folder) {
        this.names = names;
        this.texts = texts;
        this.folder = folder;
        boolean single = !names.test(PIECES) && names.test(WHOLE);
        whole = single ? optional(WHOLE) : none();
    }

    BytePairVocabulary vocabulary() {
        BytePairVocabulary vocabulary = whole.isEmpty() ? fromTwoFiles() : fromTokenizerJson();
        for (Merge merge : vocabulary.merges()) {
            requirePiece(vocabulary, merge.left());
            requirePiece(vocabulary, merge.right());
            requirePiece(vocabulary, merge.joined());
        }
        return vocabulary;
    }

    private void requirePiece(BytePairVocabulary vocabulary, String piece) {
        if (!vocabulary.ids().containsKey(piece)) {
            throw wrong("merges", "pieces of the vocabulary", "'" + piece + "', which has no id", "");
        }
    }

    /** The tokens that {@code tokenizer.json} adds; none if it is not used. */
    JsonNode addedTokens() {
        return whole.path("added_tokens");
    }

    /** A file's document, or an empty object if there is no such file. */
    JsonNode optional(String name) {
        if (!names.test(name)) {
            return none();
        }
        try {
            JsonNode document = JSON.readTree(text(name));
            if (!document.isObject()) {
                throw wrong(
                        name, "a JSON object", document.getNodeType().toString().toLowerCase(Locale.ROOT), "");
            }
            return document;
        } catch (JacksonException e) {
            throw broken(name, e);
        }
    }

    JsonNode none() {
        return JSON.createObjectNode();
    }

    private BytePairVocabulary fromTwoFiles() {
        Map<String, Integer> ids = new HashMap<>(1 << 17);
        try (JsonParser parser = JSON.createParser(text(PIECES))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong(PIECES, "a JSON object", String.valueOf(parser.currentToken()), "");
            }
            for (String piece = parser.nextName(); piece != null; piece = parser.nextName()) {
                parser.nextToken();
                ids.put(piece, checkedId(parser.getValueAsLong(-1), piece));
            }
        } catch (JacksonException e) {
            throw broken(PIECES, e);
        }
        return new BytePairVocabulary(ids, mergeLines(text(MERGES)));
    }

    private List<Merge> mergeLines(String text) {
        List<Merge> merges = new ArrayList<>(1 << 16);
        int start = 0;
        for (int end = text.indexOf('\n'); start < text.length(); end = text.indexOf('\n', start)) {
            String line = text.substring(start, end < 0 ? text.length() : end).stripTrailing();
            if (!line.isEmpty() && !line.startsWith("#version")) {
                merges.add(merge(line, MERGES));
            }
            start = end < 0 ? text.length() : end + 1;
        }
        return merges;
    }

    private Merge merge(String line, String file) {
        int space = line.indexOf(' ');
        if (space <= 0 || space == line.length() - 1 || line.indexOf(' ', space + 1) >= 0) {
            throw wrong("merge", "two pieces with a space between", "'" + line + "'", file);
        }
        return new Merge(line.substring(0, space), line.substring(space + 1));
    }

    private BytePairVocabulary fromTokenizerJson() {
        JsonNode model = whole.path("model");
        String kind = model.path("type").asString("BPE");
        String suffix = model.path("end_of_word_suffix").asString("");
        if (!kind.equals("BPE") || !suffix.equals(ByteSymbols.END_OF_WORD)) {
            throw wrong("model", "BPE whose words end in </w>", kind + " with '" + suffix + "'", WHOLE);
        }
        List<Merge> merges = new ArrayList<>(model.path("merges").size());
        for (JsonNode node : model.path("merges")) {
            boolean pair = node.isArray() && node.size() == 2;
            merges.add(
                    pair ? new Merge(node.get(0).asString(), node.get(1).asString()) : merge(node.asString(""), WHOLE));
        }
        return new BytePairVocabulary(ids(model), merges);
    }

    /** WordPiece's pieces by their text: a line each in {@code vocab.txt}, counted from 0, or those of {@code tokenizer.json}. */
    Map<String, Integer> wordPieces() {
        if (names.test(WORD_PIECES) || whole.isEmpty()) {
            return lines(text(WORD_PIECES));
        }
        JsonNode model = whole.path("model");
        String kind = model.path("type").asString("WordPiece");
        if (!kind.equals("WordPiece")) {
            throw wrong("model", "WordPiece", kind, WHOLE);
        }
        return ids(model);
    }

    private static Map<String, Integer> lines(String text) {
        Map<String, Integer> ids = new HashMap<>(1 << 16);
        int id = 0;
        for (String line : text.lines().toList()) {
            ids.put(line, id++);
        }
        return ids;
    }

    private Map<String, Integer> ids(JsonNode model) {
        Map<String, Integer> ids = new HashMap<>(1 << 17);
        for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
            ids.put(entry.getKey(), checkedId(entry.getValue().asLong(-1), entry.getKey()));
        }
        return ids;
    }

    /** How {@code tokenizer.json} says that texts are brought into normal form; empty if it is not used. */
    JsonNode normalizer() {
        return whole.path("normalizer");
    }

    private int checkedId(long id, String piece) {
        if (id < 0 || id >= MAX_ID) {
            throw wrong("id of '" + piece + "'", "0 to " + (MAX_ID - 1), String.valueOf(id), "");
        }
        return (int) id;
    }

    /** An id that is written as text. */
    int id(String digits, String where) {
        try {
            return checkedId(Long.parseLong(digits), where);
        } catch (NumberFormatException e) {
            throw wrong("id", "a number", "'" + digits + "'", where);
        }
    }

    private String text(String name) {
        if (!names.test(name)) {
            throw new TokenizerException(
                    "tokenizer: expected " + name + ", found no such file (" + folder + ")",
                    new NoSuchFileException(name));
        }
        return texts.apply(name);
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new TokenizerException(file.getFileName() + ": expected at most " + MAX_BYTES + " bytes, found "
                        + Files.size(file) + " (" + file + ")");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TokenizerException("tokenizer: expected a readable file, found " + e + " (" + file + ")", e);
        }
    }

    private TokenizerException broken(String name, JacksonException cause) {
        String why = cause.getOriginalMessage().lines().findFirst().orElse("broken JSON");
        return new TokenizerException(name + ": expected JSON, found: " + why + " (" + folder + ")", cause);
    }

    TokenizerException wrong(String what, String expected, String found, String where) {
        String place = where.isEmpty() ? folder : folder + ": " + where;
        return new TokenizerException(what + ": expected " + expected + ", found " + found + " (" + place + ")");
    }
}
