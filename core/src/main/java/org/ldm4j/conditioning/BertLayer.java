package org.ldm4j.conditioning;

import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Attention and feed-forward layer, each behind a layer norm and around a residual; a checkpoint counts them as two. */
final class BertLayer implements Layer {
    private final Layer norm1;
    private final Layer query;
    private final Layer key;
    private final Layer value;
    private final Layer out;
    private final Layer norm2;
    private final Layer up;
    private final Layer down;
    private final int heads;

    BertLayer(Weights attention, Weights feedForward, BertConfig config) {
        int width = config.width(), inner = config.heads() * config.headChannels();
        norm1 = attention.layerNorm("0", width);
        query = attention.at(1).linearWithoutBias("to_q", width, inner);
        key = attention.at(1).linearWithoutBias("to_k", width, inner);
        value = attention.at(1).linearWithoutBias("to_v", width, inner);
        out = attention.at(1).linear("to_out", inner, width);
        norm2 = feedForward.layerNorm("0", width);
        up = feedForward.at("1.net").linear("0.0", width, config.hidden());
        down = feedForward.at("1.net").linear("2", config.hidden(), width);
        heads = config.heads();
    }

    /** x: [B, N, width]. */
    @Override
    public Tensor apply(Tensor x) {
        return Scope.result(() -> {
            Tensor h = x.apply(norm1);
            Tensor attended = Tensor.attention(split(h, query), split(h, key), split(h, value)); // [B, heads, N, d]
            Tensor merged = attended.transpose(1, 2).reshape(x.size(0), x.size(1), -1);
            Tensor y = x.plus(merged.apply(out));
            return y.plus(y.apply(norm2).apply(up).gelu().apply(down));
        });
    }

    /** [B, N, width] to [B, heads, N, d]. */
    private Tensor split(Tensor tokens, Layer projection) {
        return tokens.apply(projection)
                .reshape(tokens.size(0), tokens.size(1), heads, -1)
                .transpose(1, 2);
    }
}
