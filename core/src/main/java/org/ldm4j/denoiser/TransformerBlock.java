package org.ldm4j.denoiser;

import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Self-attention, cross-attention and feed-forward layer, each behind a layer norm and around a residual. */
final class TransformerBlock {
    private final CrossAttention attention1;
    private final CrossAttention attention2;
    private final FeedForward feedForward;
    private final Layer norm1;
    private final Layer norm2;
    private final Layer norm3;
    private final boolean selfAttention;

    /** @param contextChannels width of the condition, or {@code channels} where there is none */
    TransformerBlock(Weights weights, int channels, int heads, int contextChannels, boolean selfAttention) {
        int headChannels = channels / heads;
        attention1 = new CrossAttention(
                weights.at("attn1"), channels, selfAttention ? channels : contextChannels, heads, headChannels);
        feedForward = new FeedForward(weights.at("ff"), channels);
        attention2 = new CrossAttention(weights.at("attn2"), channels, contextChannels, heads, headChannels);
        norm1 = weights.layerNorm("norm1", channels);
        norm2 = weights.layerNorm("norm2", channels);
        norm3 = weights.layerNorm("norm3", channels);
        this.selfAttention = selfAttention;
    }

    /** tokens: [B, N, channels], context: [B, M, contextChannels]; without a condition both attentions see the tokens. */
    Tensor forward(Tensor tokens, @Nullable Tensor context) {
        return Scope.result(() -> {
            Tensor x = tokens.apply(norm1);
            Tensor y = attention1
                    .forward(x, selfAttention || context == null ? x : context)
                    .plus(tokens);
            x = y.apply(norm2);
            Tensor z = attention2.forward(x, context == null ? x : context).plus(y);
            return feedForward.forward(z.apply(norm3)).plus(z);
        });
    }
}
