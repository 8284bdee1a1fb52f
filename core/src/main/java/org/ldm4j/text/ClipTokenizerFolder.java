package org.ldm4j.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.text.AddedTokens.Added;
import org.ldm4j.text.ClipTokenizer.Specials;
import tools.jackson.databind.JsonNode;

/**
 * Reads the files of a CLIP tokenizer's folder, with the precedence of transformers: {@code special_tokens_map.json}
 * over {@code tokenizer_config.json}, unless the latter lists {@code added_tokens_decoder}.
 */
final class ClipTokenizerFolder {
    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    /** The length of every CLIP text encoder, for folders that do not say. */
    private static final int USUAL_LENGTH = 77;
    /** Longer lengths in a configuration mean "no limit". */
    private static final int NO_LIMIT = 1 << 20;

    private static final String ADDED_BY_CONFIG = "added_tokens_decoder";

    private final VocabularyFiles files;
    private final JsonNode config;
    private final JsonNode tokenMap;

    ClipTokenizerFolder(VocabularyFiles files) {
        this.files = files;
        config = files.optional("tokenizer_config.json");
        tokenMap = config.has(ADDED_BY_CONFIG) ? files.none() : files.optional("special_tokens_map.json");
    }

    ClipTokenizer read() {
        BytePairVocabulary vocabulary = files.vocabulary();
        Map<String, Added> added = new LinkedHashMap<>();
        for (Added token : declared()) {
            added.put(token.content(), token);
        }
        Map<String, Added> listed = Map.copyOf(added);
        Added start = named("bos_token", START, listed, vocabulary);
        Added end = named("eos_token", END, listed, vocabulary);
        Added unknown = named("unk_token", end.content(), listed, vocabulary);
        Added pad = named("pad_token", end.content(), listed, vocabulary);
        for (Added token : List.of(start, end, unknown, pad)) { // a later mention replaces an earlier one
            added.put(token.content(), token);
        }
        return new ClipTokenizer(
                vocabulary,
                new Specials(start.id(), end.id(), pad.id(), unknown.id(), length(), List.copyOf(added.values())));
    }

    private int length() {
        double length = config.path("model_max_length").asDouble(USUAL_LENGTH);
        if (length < 2) {
            throw files.wrong("model_max_length", "at least 2", String.valueOf(length), "tokenizer_config.json");
        }
        return length > NO_LIMIT ? USUAL_LENGTH : (int) length;
    }

    /** A role's token: from the token map, else from the configuration, else {@code otherwise}. */
    private Added named(String role, String otherwise, Map<String, Added> listed, BytePairVocabulary vocabulary) {
        JsonNode value = tokenMap.hasNonNull(role) ? tokenMap.get(role) : config.path(role);
        String content = value.isObject() ? value.path("content").asString("") : value.asString(otherwise);
        Added known = listed.get(content);
        if (known != null) {
            return known;
        }
        Integer id = vocabulary.ids().get(content);
        if (id == null) {
            throw files.wrong(role, "a piece of the vocabulary", "'" + content + "'", "no such piece");
        }
        return new Added(content, id, value.path("normalized").asBoolean(false));
    }

    /** Tokens that the files list with their ids, beyond those with a role. */
    private List<Added> declared() {
        List<Added> tokens = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : config.path(ADDED_BY_CONFIG).properties()) {
            tokens.add(token(entry.getValue(), files.id(entry.getKey(), ADDED_BY_CONFIG)));
        }
        for (JsonNode token : files.addedTokens()) {
            tokens.add(token(token, token.path("id").asInt(0)));
        }
        for (Map.Entry<String, JsonNode> entry :
                files.optional("added_tokens.json").properties()) {
            tokens.add(new Added(entry.getKey(), files.id(entry.getValue().asString(), "added_tokens.json"), true));
        }
        return tokens;
    }

    private static Added token(JsonNode node, int id) {
        boolean special = node.path("special").asBoolean(false);
        return new Added(
                node.path("content").asString(""), id, node.path("normalized").asBoolean(!special));
    }
}
