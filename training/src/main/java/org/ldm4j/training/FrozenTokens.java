package org.ldm4j.training;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** What a frozen encoder says of every caption, computed once and kept on disk: [n, N, width], the empty caption first. */
final class FrozenTokens implements AutoCloseable {
    /** For an encoder that is trained. */
    static final FrozenTokens NONE = new FrozenTokens(null);

    private static final int TOGETHER = 16;

    private final @Nullable Tensor tokens;

    private FrozenTokens(@Nullable Tensor tokens) {
        this.tokens = tokens;
    }

    /** From the cache, or by {@code encoder}, whose weights are part of the cache's key. */
    static FrozenTokens of(
            TensorCache cache, CaptionTokens captions, TensorSource weights, UnaryOperator<Tensor> encoder) {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            Tensor ids = captions.all();
            TensorCache.Key key = new TensorCache.Key().with("encoder", weights).with("captions", ids);
            return new FrozenTokens(cache.get("texts", key, () -> encoded(ids, encoder)));
        }
    }

    private static Tensor encoded(Tensor ids, UnaryOperator<Tensor> encoder) {
        int count = Math.toIntExact(ids.size(0));
        Tensor[] parts = new Tensor[(count + TOGETHER - 1) / TOGETHER];
        for (int i = 0; i < parts.length; i++) {
            Tensor some = ids.narrow(0, (long) i * TOGETHER, Math.min(TOGETHER, count - i * TOGETHER));
            parts[i] = Scope.result(() -> encoder.apply(some));
        }
        return Tensor.cat(0, parts);
    }

    boolean isThere() {
        return tokens != null;
    }

    /** Those of a step, [B, N, width]. */
    Tensor of(CaptionTokens captions, Seen seen) {
        return Objects.requireNonNull(tokens).indexSelect(0, captions.rows(seen));
    }

    @Override
    public void close() {
        if (tokens != null) {
            tokens.close();
        }
    }
}
