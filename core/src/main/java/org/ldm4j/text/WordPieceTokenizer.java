package org.ldm4j.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.text.AddedTokens.Added;

/**
 * The tokenizer of the paper's text-conditional models, BERT's (Devlin et al. 2019): words to the longest pieces that the
 * vocabulary has, from the left, equal to transformers' BertTokenizer. Immutable, may be shared by threads.
 */
public final class WordPieceTokenizer {
    /** A word of more characters is unknown as a whole. */
    private static final int MAX_WORD = 100;

    static final String INNER = "##";

    private final Map<String, Integer> ids;
    private final Map<Integer, String> pieces = new HashMap<>();
    private final Specials specials;
    private final BertText form;
    private final AddedTokens raw;

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

    WordPieceTokenizer(Map<String, Integer> ids, Specials specials, BertText form) {
        this.ids = Map.copyOf(ids);
        this.specials = specials;
        this.form = form;
        ids.forEach((piece, id) -> pieces.put(id, piece));
        raw = AddedTokens.raw(specials.added());
    }

    /**
     * Reads a tokenizer folder: {@code vocab.txt} or {@code tokenizer.json}, and, if present,
     * {@code tokenizer_config.json}. Without it the tokenizer is that of {@code bert-base-uncased}, for 77 tokens.
     */
    public static WordPieceTokenizer load(Path folder) {
        return new WordPieceFolder(folder).read();
    }

    /** The text padded or cut to the model's length. */
    public ClipTokens encode(String text) {
        return encode(text, specials.length());
    }

    /** The text padded or cut to {@code length} tokens, start and end included. */
    public ClipTokens encode(String text, int length) {
        if (length < 2) {
            throw new IllegalArgumentException("length (" + length + ") must be at least 2, for start and end");
        }
        long[] content = ids(text);
        int room = Math.min(content.length, length - 2);
        long[] all = new long[length];
        Arrays.fill(all, specials.pad());
        all[0] = specials.start();
        System.arraycopy(content, 0, all, 1, room);
        all[room + 1] = specials.end();
        String cut = decode(Arrays.copyOfRange(content, room, content.length));
        return new ClipTokens(all, pieces(all), room + 2, content.length + 2, cut);
    }

    /** The text's own ids: no start, no end, no padding, nothing cut. */
    public long[] ids(String text) {
        LongStream.Builder found = LongStream.builder();
        raw.split(text, found::add, part -> BertText.words(form.normalize(part)).forEach(word -> addWord(word, found)));
        return found.build().toArray();
    }

    private void addWord(String word, LongStream.Builder found) {
        long[] parts = word.codePointCount(0, word.length()) > MAX_WORD ? null : parts(word);
        if (parts == null) {
            found.add(specials.unknown());
        } else {
            Arrays.stream(parts).forEach(found::add);
        }
    }

    /** The word in pieces, or null if it cannot be made of them. */
    private long @Nullable [] parts(String word) {
        LongStream.Builder parts = LongStream.builder();
        for (int start = 0; start < word.length(); ) {
            int end = word.length();
            Integer id = ids.get(piece(word, start, end));
            while (id == null && end > start + 1) {
                id = ids.get(piece(word, start, --end));
            }
            if (id == null) {
                return null;
            }
            parts.add(id);
            start = end;
        }
        return parts.build().toArray();
    }

    private static String piece(String word, int start, int end) {
        String part = word.substring(start, end);
        return start == 0 ? part : INNER + part;
    }

    private List<String> pieces(long... of) {
        return Arrays.stream(of).mapToObj(this::piece).toList();
    }

    private String piece(long id) {
        return pieces.getOrDefault((int) id, "");
    }

    /** Ids back to text: in normal form, words apart. */
    private String decode(long... of) {
        return Arrays.stream(of)
                .mapToObj(this::piece)
                .collect(Collectors.joining(" "))
                .replace(" " + INNER, "");
    }

    /** Writes {@code vocab.txt} and what else {@link #load} needs into an existing folder. */
    public void save(Path folder) throws IOException {
        WordPieceFolder.write(
                folder, IntStream.range(0, size()).mapToObj(this::piece).toList(), specials, form);
    }

    /** Tokens that the model takes, start and end included. */
    public int length() {
        return specials.length();
    }

    /** The rows that an embedding table needs. */
    public int size() {
        return pieces.keySet().stream().mapToInt(id -> id + 1).max().orElse(0);
    }
}
