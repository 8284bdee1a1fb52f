package org.ldm4j.conditioning;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * One layer of either of CLIP's towers: attention and feed-forward layer, each behind a layer norm and around a residual.
 * New weights begin as CLIP's did: narrower for deeper towers.
 */
final class ClipLayer {
    /**
     * Shape of a tower.
     *
     * @param width width of the tokens
     * @param layers transformer layers
     * @param heads attention heads of each
     * @param hidden width of the feed-forward layers
     * @param activation their activation
     */
    record Tower(int width, int layers, int heads, int hidden, Activation activation) {
        /** The layers below {@code weights}, where transformers has {@code encoder.layers}. */
        List<ClipLayer> below(Weights weights) {
            return IntStream.range(0, layers)
                    .mapToObj(i -> new ClipLayer(weights.at(i), this))
                    .toList();
        }
    }

    private final Layer norm1;
    private final Layer norm2;
    private final Layer query;
    private final Layer key;
    private final Layer value;
    private final Layer out;
    private final Layer up;
    private final Layer down;
    private final Activation activation;
    private final int heads;

    ClipLayer(Weights weights, Tower config) {
        int width = config.width();
        double deviation = 1 / Math.sqrt(width);
        double deepDeviation = deviation / Math.sqrt(2.0 * config.layers());
        Weights attention = weights.at("self_attn");
        query = attention.linear("q_proj", width, width, deepDeviation);
        key = attention.linear("k_proj", width, width, deepDeviation);
        value = attention.linear("v_proj", width, width, deepDeviation);
        out = attention.linear("out_proj", width, width, deviation);
        norm1 = weights.layerNorm("layer_norm1", width);
        up = weights.at("mlp").linear("fc1", width, config.hidden(), deviation / Math.sqrt(2));
        down = weights.at("mlp").linear("fc2", config.hidden(), width, deepDeviation);
        norm2 = weights.layerNorm("layer_norm2", width);
        activation = config.activation();
        heads = config.heads();
    }

    /** x: [B, N, width], mask: [N, N] added to the logits, or null where every token sees all. */
    Tensor forward(Tensor x, @Nullable Tensor mask) {
        return Scope.result(() -> {
            Tensor h = x.apply(norm1);
            Tensor q = split(h, query), k = split(h, key), v = split(h, value);
            Tensor attended = mask == null ? Tensor.attention(q, k, v) : Tensor.attention(q, k, v, mask);
            Tensor y = x.plus(attended.transpose(1, 2).reshape(x.shape()).apply(out));
            return y.plus(y.apply(norm2).apply(up).apply(activation).apply(down));
        });
    }

    /** [B, N, width] to [B, heads, N, d]. */
    private Tensor split(Tensor tokens, Layer projection) {
        return tokens.apply(projection)
                .reshape(tokens.size(0), tokens.size(1), heads, tokens.size(2) / heads)
                .transpose(1, 2);
    }
}
