package org.ldm4j.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a prompt with emphasis into chunks that the text encoder has room for, as AUTOMATIC1111's web UI does: BREAK ends a
 * chunk, and a full one ends behind its last comma if that is among its last tokens, so that what stands between two
 * commas stays together.
 */
public final class PromptChunks {
    /** How many tokens may be moved to the next chunk to begin it behind a comma. */
    private static final int COMMA_REACH = 20;

    private final ClipTokenizer tokenizer;
    private final int room;
    private final List<PromptChunk> chunks = new ArrayList<>();
    private final long[] ids;
    private final float[] weights;
    private int used;
    private int lastComma = -1;

    private PromptChunks(ClipTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        room = tokenizer.length() - 2;
        ids = new long[room];
        weights = new float[room];
    }

    /** The chunks of a prompt, at least one. */
    public static List<PromptChunk> of(ClipTokenizer tokenizer, String prompt) {
        return new PromptChunks(tokenizer).of(PromptGrammar.parse(prompt));
    }

    /** A chunk of an empty prompt, that makes a shorter prompt as long as a longer one. */
    public static PromptChunk empty(ClipTokenizer tokenizer) {
        return PromptChunk.of(tokenizer, new long[0], new float[0]);
    }

    private List<PromptChunk> of(List<WeightedText> texts) {
        for (WeightedText text : texts) {
            if (text.breaks()) {
                finish();
            } else {
                add(tokenizer.ids(text.text()), (float) text.weight());
            }
        }
        if (used > 0 || chunks.isEmpty()) {
            finish();
        }
        return List.copyOf(chunks);
    }

    private void add(long[] text, float weight) {
        for (long id : text) {
            if (id == tokenizer.commaId()) {
                lastComma = used;
            } else if (used == room && lastComma >= 0 && used - lastComma <= COMMA_REACH) {
                finishBehindComma();
            }
            int length = tokenizer.wordLength(id);
            if (used == room || used + length > room && length <= room) {
                finish(); // the vectors of one word stay together if a chunk has room for them
            }
            ids[used] = id;
            weights[used] = weight;
            used++;
        }
    }

    private void finishBehindComma() {
        int start = lastComma + 1, moved = used - start;
        long[] movedIds = Arrays.copyOfRange(ids, start, used);
        float[] movedWeights = Arrays.copyOfRange(weights, start, used);
        used = start;
        finish();
        System.arraycopy(movedIds, 0, ids, 0, moved);
        System.arraycopy(movedWeights, 0, weights, 0, moved);
        used = moved;
    }

    private void finish() {
        chunks.add(PromptChunk.of(tokenizer, Arrays.copyOf(ids, used), Arrays.copyOf(weights, used)));
        used = 0;
        lastComma = -1;
    }
}
