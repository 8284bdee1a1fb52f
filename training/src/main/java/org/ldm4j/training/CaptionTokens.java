package org.ldm4j.training;

import java.util.List;
import java.util.function.Function;
import org.ldm4j.data.Item;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.ClipTokens;

/**
 * The captions of the training pictures as token ids, and the empty caption that takes their place now and then. Of
 * several captions of a picture one is drawn in each step.
 */
final class CaptionTokens {
    private final long[][][] captions;
    private final long[] empty;
    private final boolean several;

    private CaptionTokens(long[][][] captions, long[] empty) {
        this.captions = captions;
        this.empty = empty;
        boolean more = false;
        for (long[][] each : captions) {
            more |= each.length > 1;
        }
        several = more;
    }

    /** By a tokenizer; captions that are longer than it takes are told as a warning. */
    static CaptionTokens of(List<Item> items, Function<String, ClipTokens> tokenizer, Progress progress) {
        long cut = 0;
        long[][][] captions = new long[items.size()][][];
        for (int i = 0; i < captions.length; i++) {
            List<String> texts =
                    items.get(i).texts().isEmpty() ? List.of("") : items.get(i).texts();
            captions[i] = new long[texts.size()][];
            for (int j = 0; j < texts.size(); j++) {
                ClipTokens tokens = tokenizer.apply(texts.get(j));
                captions[i][j] = tokens.ids();
                cut += tokens.truncated() ? 1 : 0;
            }
        }
        long[] empty = tokenizer.apply("").ids();
        if (cut > 0) {
            progress.message("warning: " + cut + " captions have more than " + empty.length + " tokens and are cut");
        }
        return new CaptionTokens(captions, empty);
    }

    int length() {
        return empty.length;
    }

    /** The empty caption, then all captions of all pictures: int64 [n, length]. */
    Tensor all() {
        int count = 1;
        for (long[][] each : captions) {
            count += each.length;
        }
        long[] ids = new long[count * empty.length];
        System.arraycopy(empty, 0, ids, 0, empty.length);
        int next = 1;
        for (long[][] each : captions) {
            for (long[] caption : each) {
                System.arraycopy(caption, 0, ids, next++ * empty.length, empty.length);
            }
        }
        return Tensor.of(ids, count, empty.length);
    }

    /** int64 [B, length] */
    Tensor batch(Seen seen) {
        return all().indexSelect(0, rows(seen));
    }

    /** Which rows of {@link #all} a step takes, int64 [B]. */
    Tensor rows(Seen seen) {
        boolean[] dropped = seen.dropped();
        float[] which = several ? seen.draws().rand(dropped.length).toFloats() : new float[dropped.length];
        long[] firsts = firsts();
        long[] rows = new long[dropped.length];
        for (int i = 0; i < rows.length; i++) {
            int number = (int) seen.numbers()[i];
            rows[i] = dropped[i] ? 0 : firsts[number] + (long) (which[i] * captions[number].length);
        }
        return Tensor.of(rows, rows.length);
    }

    private long[] firsts() {
        long[] firsts = new long[captions.length];
        long next = 1;
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = next;
            next += captions[i].length;
        }
        return firsts;
    }
}
