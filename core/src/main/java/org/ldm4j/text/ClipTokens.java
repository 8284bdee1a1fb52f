package org.ldm4j.text;

import java.util.Arrays;
import java.util.List;

/** One text as a text encoder takes it: start, the text's tokens as far as they fit, end, padding. */
public final class ClipTokens {
    private final long[] ids;
    private final List<String> pieces;
    private final int used;
    private final int count;
    private final String cut;

    ClipTokens(long[] ids, List<String> pieces, int used, int count, String cut) {
        this.ids = ids;
        this.pieces = List.copyOf(pieces);
        this.used = used;
        this.count = count;
        this.cut = cut;
    }

    /** All ids, padding included. */
    public long[] ids() {
        return ids.clone();
    }

    /** The written form of each id, as in the vocabulary. */
    public List<String> pieces() {
        return pieces;
    }

    /** 1 for each token from start to end, 0 for padding. Stable Diffusion attends to padding and ignores this. */
    public long[] attentionMask() {
        long[] mask = new long[ids.length];
        Arrays.fill(mask, 0, used, 1);
        return mask;
    }

    /** How many tokens the whole text has, start and end included, cut or not. */
    public int count() {
        return count;
    }

    /** Whether a part of the text did not fit. */
    public boolean truncated() {
        return count > ids.length;
    }

    /** What did not fit, in normalized writing; empty if all did. */
    public String cut() {
        return cut;
    }
}
