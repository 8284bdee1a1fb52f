package org.ldm4j.training;

import java.util.List;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.BytePairLearner;
import org.ldm4j.text.ClipTokenizer;

/** The captions of the training pictures as token ids, and the empty caption that takes their place now and then. */
final class CaptionTokens {
    private final ClipTokenizer tokenizer;
    private final long[][] captions;
    private final long[] empty;

    private CaptionTokens(ClipTokenizer tokenizer, List<String> captions) {
        this.tokenizer = tokenizer;
        this.captions = captions.stream()
                .map(caption -> tokenizer.encode(caption).ids())
                .toArray(long[][]::new);
        empty = tokenizer.encode("").ids();
    }

    /** With a vocabulary learned from the captions themselves. */
    static CaptionTokens learn(List<String> captions, int vocabulary, int positions) {
        return new CaptionTokens(BytePairLearner.learn(captions, vocabulary, positions), captions);
    }

    ClipTokenizer tokenizer() {
        return tokenizer;
    }

    /** Number of captions that don't fit into the positions. */
    long truncated(List<String> texts) {
        return texts.stream().filter(text -> tokenizer.encode(text).truncated()).count();
    }

    /** int64 [B, positions]; where {@code u} [B] is below {@code dropout}, the empty caption. */
    Tensor batch(long[] numbers, Tensor u, double dropout) {
        float[] draws = u.toFloats();
        long[] ids = new long[numbers.length * empty.length];
        for (int i = 0; i < numbers.length; i++) {
            long[] caption = draws[i] < dropout ? empty : captions[(int) numbers[i]];
            System.arraycopy(caption, 0, ids, i * empty.length, empty.length);
        }
        return Tensor.of(ids, numbers.length, empty.length);
    }
}
