package org.ldm4j.denoiser;

import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Self-attention over the positions of a feature map, without a condition (Dhariwal and Nichol 2021). */
final class AttentionBlock implements Block {
    private static final double EPS = 1e-5;

    private final Layer norm;
    private final Tensor qkvWeight;
    private final Tensor qkvBias;
    private final Tensor outWeight;
    private final Tensor outBias;
    private final int heads;
    private final boolean newOrder;

    AttentionBlock(Weights weights, int normGroups, int channels, int heads, boolean newOrder) {
        Init init = Init.fanIn(channels);
        norm = weights.groupNorm("norm", normGroups, channels, EPS);
        qkvWeight = weights.at("qkv").get("weight", init, 3L * channels, channels, 1);
        qkvBias = weights.at("qkv").get("bias", init, 3L * channels);
        outWeight = weights.at("proj_out").get("weight", Init.ZEROS, channels, channels, 1);
        outBias = weights.at("proj_out").get("bias", Init.ZEROS, channels);
        this.heads = heads;
        this.newOrder = newOrder;
    }

    /** x: [B, channels, H, W]. */
    @Override
    public Tensor forward(Tensor x, Signal signal) {
        return Scope.result(() -> {
            Tensor qkv = pointwise(Tokens.of(x.apply(norm)), qkvWeight, qkvBias); // [B, N, 3 C]
            Tensor[] parts = newOrder ? queryKeyValueFirst(qkv) : headsFirst(qkv);
            Tensor attended = Tokens.mergeHeads(Tensor.attention(parts[0], parts[1], parts[2]));
            return x.plus(Tokens.toPicture(pointwise(attended, outWeight, outBias), x));
        });
    }

    /** A convolution of width 1, stored as [out, in, 1], over tokens. */
    private static Tensor pointwise(Tensor tokens, Tensor weight, Tensor bias) {
        return tokens.linear(weight.to(tokens.dtype()).squeeze(2), bias.to(tokens.dtype()));
    }

    /** Channels are [head][query, key, value]: the order of every model of the paper. */
    private Tensor[] headsFirst(Tensor qkv) {
        return Tokens.splitHeads(qkv, heads).chunk(3, -1);
    }

    /** Channels are [query, key, value][head]. */
    private Tensor[] queryKeyValueFirst(Tensor qkv) {
        Tensor[] parts = qkv.chunk(3, -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Tokens.splitHeads(parts[i], heads);
        }
        return parts;
    }
}
