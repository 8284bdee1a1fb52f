package org.ldm4j.text;

import org.jspecify.annotations.Nullable;

/**
 * Words beyond the vocabulary, such as those of textual inversion (Gal et al. 2022). They are looked for in a text's own
 * tokens, so a name is found where its tokens stand and not within a longer word.
 */
@FunctionalInterface
public interface PseudoTokens {
    /** No such words. */
    PseudoTokens NONE = (ids, position) -> null;

    /** What stands at {@code position} of a text's ids, null if no such word begins there. */
    @Nullable Match at(long[] ids, int position);

    /**
     * A word that was found.
     *
     * @param length tokens of the text that it takes the place of, at least 1
     * @param first the id of its first vector, beyond the vocabulary
     * @param vectors how many vectors it has, with consecutive ids
     */
    record Match(int length, long first, int vectors) {}
}
