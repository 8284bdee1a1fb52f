package org.ldm4j.training;

import java.nio.file.Path;
import java.util.List;
import org.ldm4j.tensor.Tensor;
import org.ldm4j.text.BytePairLearner;
import org.ldm4j.text.ClipTokenizer;

/** The captions of the training pictures as token ids of one length. */
final class ClipTexts {
    private final ClipTokenizer tokenizer;
    private final int positions;
    private final long[][] captions;
    private final long cut;

    private ClipTexts(ClipTokenizer tokenizer, int positions, List<String> captions) {
        this.tokenizer = tokenizer;
        this.positions = positions;
        this.captions = captions.stream()
                .map(caption -> tokenizer.encode(caption, positions).ids())
                .toArray(long[][]::new);
        cut = captions.stream()
                .filter(caption -> tokenizer.encode(caption, positions).truncated())
                .count();
    }

    /** In the vocabulary that {@code settings} name, or in one that is learned from the captions themselves. */
    static ClipTexts of(List<String> captions, ClipRunConfig.Text settings) {
        Settings.require(settings.positions() > 1, "text.positions", settings.positions(), "be at least 2");
        ClipTokenizer tokenizer = settings.tokenizer().isEmpty()
                ? BytePairLearner.learn(captions, settings.vocabulary(), settings.positions())
                : ClipTokenizer.load(Path.of(settings.tokenizer()));
        return new ClipTexts(tokenizer, settings.positions(), captions);
    }

    ClipTokenizer tokenizer() {
        return tokenizer;
    }

    /** How many captions have more tokens than there are positions. */
    long cut() {
        return cut;
    }

    /** int64 [B, positions] */
    Tensor ids(long[] numbers) {
        long[] ids = new long[numbers.length * positions];
        for (int i = 0; i < numbers.length; i++) {
            System.arraycopy(captions[(int) numbers[i]], 0, ids, i * positions, positions);
        }
        return Tensor.of(ids, numbers.length, positions);
    }
}
