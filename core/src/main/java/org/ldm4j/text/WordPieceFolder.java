package org.ldm4j.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.ldm4j.text.AddedTokens.Added;
import org.ldm4j.text.WordPieceTokenizer.Specials;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a {@link WordPieceTokenizer} from the files of its folder. */
final class WordPieceFolder {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int USUAL_LENGTH = 77;
    /** Longer lengths in a configuration mean "no limit". */
    private static final int NO_LIMIT = 1 << 20;

    private final VocabularyFiles files;
    private final JsonNode config;
    private final Map<String, Integer> ids;

    WordPieceFolder(Path folder) {
        files = new VocabularyFiles(folder);
        config = files.optional("tokenizer_config.json");
        ids = files.wordPieces();
    }

    /** A tokenizer of these pieces, whose numbers are their places; those with a role have their usual names. */
    static WordPieceTokenizer of(List<String> pieces) {
        Map<String, Integer> ids = new LinkedHashMap<>();
        pieces.forEach(piece -> ids.put(piece, ids.size()));
        List<Added> added = Stream.of("[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]")
                .map(name -> new Added(name, Objects.requireNonNull(ids.get(name)), false))
                .toList();
        Specials specials = new Specials(
                added.get(0).id(),
                added.get(1).id(),
                added.get(2).id(),
                added.get(3).id(),
                USUAL_LENGTH,
                added);
        return new WordPieceTokenizer(ids, specials, new BertText(true, true, true));
    }

    /** Writes what {@link #read} reads. */
    static void write(Path folder, List<String> pieces, Specials specials, BertText form) throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), String.join("\n", pieces) + "\n");
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("tokenizer_class", "BertTokenizer");
        config.put("do_lower_case", form.lowerCase());
        config.put("strip_accents", form.stripAccents());
        config.put("tokenize_chinese_chars", form.splitChinese());
        config.put("model_max_length", specials.length());
        config.put("cls_token", pieces.get(specials.start()));
        config.put("sep_token", pieces.get(specials.end()));
        config.put("pad_token", pieces.get(specials.pad()));
        config.put("unk_token", pieces.get(specials.unknown()));
        Files.write(folder.resolve("tokenizer_config.json"), JSON.writeValueAsBytes(config));
    }

    WordPieceTokenizer read() {
        Added start = named("cls_token", "[CLS]"), end = named("sep_token", "[SEP]");
        Added pad = named("pad_token", "[PAD]"), unknown = named("unk_token", "[UNK]");
        Map<String, Added> added = new LinkedHashMap<>();
        for (Added token : List.of(start, end, pad, unknown)) {
            added.put(token.content(), token);
        }
        String mask = content("mask_token", "[MASK]");
        if (ids.containsKey(mask)) {
            added.put(mask, named("mask_token", mask));
        }
        Specials specials =
                new Specials(start.id(), end.id(), pad.id(), unknown.id(), length(), List.copyOf(added.values()));
        return new WordPieceTokenizer(ids, specials, form());
    }

    private BertText form() {
        JsonNode normalizer = files.normalizer();
        boolean lower = flag("do_lower_case", normalizer.path("lowercase").asBoolean(true));
        boolean strip = flag("strip_accents", normalizer.path("strip_accents").asBoolean(lower));
        boolean split = flag(
                "tokenize_chinese_chars",
                normalizer.path("handle_chinese_chars").asBoolean(true));
        return new BertText(lower, strip, split);
    }

    private boolean flag(String name, boolean otherwise) {
        return config.path(name).asBoolean(otherwise);
    }

    private int length() {
        double length = config.path("model_max_length").asDouble(USUAL_LENGTH);
        if (length < 2) {
            throw files.wrong("model_max_length", "at least 2", String.valueOf(length), "tokenizer_config.json");
        }
        return length > NO_LIMIT ? USUAL_LENGTH : (int) length;
    }

    private String content(String role, String otherwise) {
        JsonNode value = config.path(role);
        return value.isObject() ? value.path("content").asString(otherwise) : value.asString(otherwise);
    }

    private Added named(String role, String otherwise) {
        String content = content(role, otherwise);
        Integer id = ids.get(content);
        if (id == null) {
            throw files.wrong(role, "a piece of the vocabulary", "'" + content + "'", "no such piece");
        }
        return new Added(content, id, false);
    }
}
