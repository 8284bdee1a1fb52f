package org.ldm4j.denoiser;

import org.ldm4j.tensor.Tensor;

/** A picture as a list of tokens, one for each position, and back. */
final class Tokens {
    private Tokens() {}

    /** [B, C, H, W] to [B, H * W, C]. */
    static Tensor of(Tensor picture) {
        return picture.reshape(picture.size(0), picture.size(1), -1).transpose(1, 2);
    }

    /** [B, H * W, C] to [B, C, H, W], the size taken from {@code like}. */
    static Tensor toPicture(Tensor tokens, Tensor like) {
        return tokens.transpose(1, 2).reshape(tokens.size(0), tokens.size(2), like.size(2), like.size(3));
    }

    /** [B, N, heads * d] to [B, heads, N, d]. */
    static Tensor splitHeads(Tensor tokens, int heads) {
        return tokens.reshape(tokens.size(0), tokens.size(1), heads, tokens.size(2) / heads)
                .transpose(1, 2);
    }

    /** [B, heads, N, d] to [B, N, heads * d]. */
    static Tensor mergeHeads(Tensor heads) {
        return heads.transpose(1, 2).reshape(heads.size(0), heads.size(2), -1);
    }
}
