package org.ldm4j.denoiser;

import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Attention(Q, K, V) with Q from the picture and K, V from the condition (section 3.3). */
final class CrossAttention {
    private final Layer toQuery;
    private final Layer toKey;
    private final Layer toValue;
    private final Layer toOut;
    private final int heads;

    CrossAttention(Weights weights, int queryChannels, int contextChannels, int heads, int headChannels) {
        int inner = heads * headChannels;
        toQuery = weights.linearWithoutBias("to_q", queryChannels, inner);
        toKey = weights.linearWithoutBias("to_k", contextChannels, inner);
        toValue = weights.linearWithoutBias("to_v", contextChannels, inner);
        toOut = weights.linear("to_out.0", inner, queryChannels);
        this.heads = heads;
    }

    /** x: [B, N, queryChannels], context: [B, M, contextChannels]; for self-attention pass x twice. */
    Tensor forward(Tensor x, Tensor context) {
        return Scope.result(() -> output(Tensor.attention(query(x), split(context, toKey), split(context, toValue))));
    }

    /** The same with {@code mask}, broadcast to [B, heads, N, M], added to the logits: 0 to see, -inf to ignore. */
    Tensor forward(Tensor x, Tensor context, Tensor mask) {
        return Scope.result(
                () -> output(Tensor.attention(query(x), split(context, toKey), split(context, toValue), mask)));
    }

    private Tensor query(Tensor x) {
        return split(x, toQuery);
    }

    private Tensor split(Tensor tokens, Layer projection) {
        return Tokens.splitHeads(tokens.apply(projection), heads);
    }

    private Tensor output(Tensor attended) {
        return Tokens.mergeHeads(attended).apply(toOut);
    }
}
