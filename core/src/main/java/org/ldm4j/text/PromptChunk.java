package org.ldm4j.text;

import java.util.Arrays;

/** A stretch of a prompt as the text encoder takes it: start, tokens, end, padding; each with its weight. */
public final class PromptChunk {
    private final long[] ids;
    private final float[] weights;
    private final int used;

    private PromptChunk(long[] ids, float[] weights, int used) {
        this.ids = ids;
        this.weights = weights;
        this.used = used;
    }

    /** A chunk of as many of {@code ids} as there is room for. */
    static PromptChunk of(ClipTokenizer tokenizer, long[] ids, float[] weights) {
        int length = tokenizer.length();
        long[] all = new long[length];
        Arrays.fill(all, tokenizer.padId());
        all[0] = tokenizer.startId();
        System.arraycopy(ids, 0, all, 1, ids.length);
        all[ids.length + 1] = tokenizer.endId();
        float[] factors = new float[length];
        Arrays.fill(factors, 1);
        System.arraycopy(weights, 0, factors, 1, weights.length);
        return new PromptChunk(all, factors, ids.length);
    }

    /** All ids, padding included, as many as the model takes. */
    public long[] ids() {
        return ids.clone();
    }

    /** What each token's vector is multiplied by; 1 for start, end and padding. */
    public float[] weights() {
        return weights.clone();
    }

    /** Whether any weight is another than 1. */
    public boolean isWeighted() {
        for (float weight : weights) {
            if (weight != 1) {
                return true;
            }
        }
        return false;
    }

    /** Tokens of the text in this chunk, without start, end and padding. */
    public int count() {
        return used;
    }
}
