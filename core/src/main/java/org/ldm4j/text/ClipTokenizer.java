package org.ldm4j.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.text.AddedTokens.Added;

/**
 * The tokenizer of CLIP's text encoders: text to ids by byte-level byte pairs, equal to transformers' CLIPTokenizer.
 * Which ids start, end and pad, and the length, come from the model's own folder: Stable Diffusion 1 pads with the end
 * token, 2 with "!" (id 0), and both attend to the padding. Immutable, may be shared by threads.
 */
public final class ClipTokenizer {
    private final BytePairVocabulary vocabulary;
    private final Specials specials;
    private final @Nullable String[] pieces;
    private final BytePairEncoder encoder;
    private final AddedTokens raw;
    private final AddedTokens normalized;

    /**
     * The tokens with a role.
     *
     * @param length tokens that the model takes, start and end included
     * @param added every token that is found whole in a text, those with a role included
     */
    record Specials(int start, int end, int pad, int unknown, int length, List<Added> added) {
        Specials {
            added = List.copyOf(added);
        }
    }

    ClipTokenizer(BytePairVocabulary vocabulary, Specials specials) {
        this(vocabulary, specials, new BytePairEncoder(vocabulary, specials.unknown()));
    }

    private ClipTokenizer(BytePairVocabulary vocabulary, Specials specials, BytePairEncoder encoder) {
        this.vocabulary = vocabulary;
        this.specials = specials;
        this.encoder = encoder;
        pieces = byId(vocabulary, specials.added());
        raw = AddedTokens.raw(specials.added());
        normalized = AddedTokens.normalized(specials.added());
    }

    private static @Nullable String[] byId(BytePairVocabulary vocabulary, List<Added> added) {
        IntStream ids = vocabulary.ids().values().stream().mapToInt(Integer::intValue);
        int size =
                IntStream.concat(ids, added.stream().mapToInt(Added::id)).max().orElse(-1) + 1;
        @Nullable String[] pieces = new String[size];
        vocabulary.ids().forEach((piece, id) -> pieces[id] = piece);
        added.forEach(token -> pieces[token.id()] = token.content());
        return pieces;
    }

    /**
     * Reads a tokenizer folder: {@code vocab.json} and {@code merges.txt}, or {@code tokenizer.json}; beside them, if
     * present, {@code tokenizer_config.json}, {@code special_tokens_map.json}, {@code added_tokens.json}.
     */
    public static ClipTokenizer load(Path folder) {
        return new ClipTokenizerFolder(new VocabularyFiles(folder)).read();
    }

    /** The same from the texts of such files, by name; {@code where} they come from is told in messages. */
    public static ClipTokenizer of(Map<String, String> files, String where) {
        return new ClipTokenizerFolder(new VocabularyFiles(files, where)).read();
    }

    /** The texts of the files that {@link #save} writes, by name. */
    public Map<String, String> files() {
        return new ClipTokenizerWriter(vocabulary, specials).files();
    }

    /** Writes the folder that {@link #load} and transformers read: vocabulary, merges and two small configurations. */
    public void save(Path folder) {
        new ClipTokenizerWriter(vocabulary, specials).write(folder);
    }

    /** This tokenizer with one more token that is found whole in a text, such as a textual inversion's. */
    public ClipTokenizer with(String token, int id) {
        return with(token, id, 1);
    }

    /**
     * The same with a token that stands for {@code count} ids from {@code first} on. Each id has a name as well, as in
     * diffusers: {@code token}, {@code token_1}, {@code token_2}.
     */
    public ClipTokenizer with(String token, int first, int count) {
        List<Added> added = new ArrayList<>(specials.added());
        added.add(new Added(token, first, true, count));
        IntStream.range(1, count).forEach(i -> added.add(new Added(token + "_" + i, first + i, true)));
        Specials more = new Specials(
                specials.start(), specials.end(), specials.pad(), specials.unknown(), specials.length(), added);
        return new ClipTokenizer(vocabulary, more, encoder);
    }

    /** Whether {@code token} is already one that is found whole in a text. */
    public boolean has(String token) {
        return specials.added().stream().anyMatch(added -> added.content().equals(token));
    }

    /** The text padded or cut to the model's length. */
    public ClipTokens encode(String text) {
        return encode(text, length());
    }

    /** The text padded or cut to {@code length} tokens, start and end included. */
    public ClipTokens encode(String text, int length) {
        if (length < 2) {
            throw new IllegalArgumentException("length (" + length + ") must be at least 2, for start and end");
        }
        long[] ids = ids(text);
        int room = Math.min(ids.length, length - 2);
        String cut = decode(Arrays.copyOfRange(ids, room, ids.length));
        return tokens(Arrays.copyOf(ids, room), ids.length, length, cut);
    }

    private ClipTokens tokens(long[] content, int whole, int length, String cut) {
        long[] ids = new long[length];
        Arrays.fill(ids, padId());
        ids[0] = startId();
        System.arraycopy(content, 0, ids, 1, content.length);
        ids[content.length + 1] = endId();
        return new ClipTokens(ids, pieces(ids), content.length + 2, whole + 2, cut);
    }

    /** The text's own ids: no start, no end, no padding, nothing cut. */
    public long[] ids(String text) {
        LongStream.Builder ids = LongStream.builder();
        raw.split(text, ids::add, part -> addNormalized(ClipText.normalize(part), ids));
        return ids.build().toArray();
    }

    private void addNormalized(String text, LongStream.Builder ids) {
        normalized.split(text, ids::add, rest -> ClipText.words(rest, word -> addWord(word, ids)));
    }

    private void addWord(String word, LongStream.Builder ids) {
        for (int id : encoder.encode(word)) {
            ids.add(id);
        }
    }

    /** The written form of each id. */
    public List<String> pieces(long... ids) {
        return Arrays.stream(ids).mapToObj(this::piece).toList();
    }

    private String piece(long id) {
        String piece = id >= 0 && id < pieces.length ? pieces[(int) id] : null;
        if (piece == null) {
            throw new IllegalArgumentException("id (" + id + ") must be one of this vocabulary's, below " + size());
        }
        return piece;
    }

    /** Ids back to text: lower case, words apart. */
    public String decode(long... ids) {
        String symbols = Arrays.stream(ids).mapToObj(this::piece).collect(Collectors.joining());
        return ByteSymbols.text(symbols).replace(ByteSymbols.END_OF_WORD, " ").strip();
    }

    public int startId() {
        return specials.start();
    }

    public int endId() {
        return specials.end();
    }

    public int padId() {
        return specials.pad();
    }

    /** How many ids the added word that begins with {@code id} has; 1 for all other ids. */
    int wordLength(long id) {
        return specials.added().stream()
                .filter(added -> added.id() == id)
                .mapToInt(Added::count)
                .max()
                .orElse(1);
    }

    /** A comma that ends a word; -1 if the vocabulary has none. */
    int commaId() {
        return vocabulary.ids().getOrDefault("," + ByteSymbols.END_OF_WORD, -1);
    }

    /** Tokens that the model takes, start and end included: {@code model_max_length} of its folder. */
    public int length() {
        return specials.length();
    }

    /** One more than the highest id: the rows that an embedding table needs. */
    public int size() {
        return pieces.length;
    }
}
