package org.ldm4j.text;

import java.util.List;

/**
 * Words beyond a vocabulary, such as those of textual inversion (Gal et al. 2022).
 *
 * @param words all of them, each with ids of its own
 */
public record PseudoWords(List<Word> words) {
    /** No such words. */
    public static final PseudoWords NONE = new PseudoWords(List.of());

    public PseudoWords {
        words = List.copyOf(words);
    }

    /**
     * One word.
     *
     * @param name how it is written in a prompt
     * @param first the id of its first vector
     * @param vectors how many vectors it has, with consecutive ids
     */
    public record Word(String name, int first, int vectors) {}

    /** The tokenizer with these words: each is found wherever it stands in a text, as one or several ids. */
    public ClipTokenizer addedTo(ClipTokenizer tokenizer) {
        ClipTokenizer more = tokenizer;
        for (Word word : words) {
            more = more.with(word.name(), word.first(), word.vectors());
        }
        return more;
    }
}
