package org.ldm4j.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.ldm4j.text.AddedTokens.Added;
import org.ldm4j.text.ClipTokenizer.Specials;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes a tokenizer in the form that Stable Diffusion's folders have. */
final class ClipTokenizerWriter {
    private static final JsonMapper COMPACT = JsonMapper.shared();
    private static final JsonMapper INDENTED =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final BytePairVocabulary vocabulary;
    private final Specials specials;

    ClipTokenizerWriter(BytePairVocabulary vocabulary, Specials specials) {
        this.vocabulary = vocabulary;
        this.specials = specials;
    }

    /** The text of each file. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("vocab.json", COMPACT.writeValueAsString(sorted(vocabulary.ids())));
        files.put("merges.txt", merges());
        files.put("special_tokens_map.json", INDENTED.writeValueAsString(roles()));
        files.put("tokenizer_config.json", INDENTED.writeValueAsString(config()));
        Map<String, Integer> beyond = beyondVocabulary();
        if (!beyond.isEmpty()) {
            files.put("added_tokens.json", INDENTED.writeValueAsString(beyond));
        }
        return files;
    }

    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : files().entrySet()) {
                Files.writeString(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new TokenizerException(
                    "tokenizer: expected a folder to write to, found " + e + " (" + folder + ")", e);
        }
    }

    private static Map<String, Integer> sorted(Map<String, Integer> ids) {
        Map<String, Integer> result = new LinkedHashMap<>();
        ids.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        return result;
    }

    private String merges() {
        return vocabulary.merges().stream()
                .map(merge -> merge.left() + ' ' + merge.right() + '\n')
                .collect(Collectors.joining("", "#version: 0.2\n", ""));
    }

    private Map<String, Object> config() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("tokenizer_class", "CLIPTokenizer");
        config.put("model_max_length", specials.length());
        config.put("add_prefix_space", false);
        config.put("do_lower_case", true);
        config.put("errors", "replace");
        roles().forEach((role, token) -> {
            Map<String, Object> typed = new LinkedHashMap<>();
            typed.put("__type", "AddedToken");
            typed.putAll(token);
            config.put(role, typed);
        });
        return config;
    }

    private Map<String, Map<String, Object>> roles() {
        Map<String, Map<String, Object>> roles = new LinkedHashMap<>();
        roles.put("bos_token", token(specials.start()));
        roles.put("eos_token", token(specials.end()));
        roles.put("pad_token", token(specials.pad()));
        roles.put("unk_token", token(specials.unknown()));
        return roles;
    }

    private Map<String, Object> token(int id) {
        Added added =
                specials.added().stream().filter(t -> t.id() == id).findFirst().orElseThrow();
        Map<String, Object> token = new LinkedHashMap<>();
        token.put("content", added.content());
        token.put("lstrip", false);
        token.put("normalized", added.normalized());
        token.put("rstrip", false);
        token.put("single_word", false);
        return token;
    }

    private Map<String, Integer> beyondVocabulary() {
        Map<String, Integer> beyond = new LinkedHashMap<>();
        specials.added().stream()
                .filter(token -> !vocabulary.ids().containsKey(token.content()))
                .sorted(Comparator.comparingInt(Added::id))
                .forEach(token -> beyond.put(token.content(), token.id()));
        return beyond;
    }
}
