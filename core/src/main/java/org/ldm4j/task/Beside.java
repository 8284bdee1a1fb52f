package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.Tensor;

/**
 * What a network is given beside the latent and the texts.
 *
 * @param channels further input channels [1 or B, c, h, w]: mask and masked latent, depth, a small picture; or null
 * @param label int64 [1], the same for all pictures, or null
 */
record Beside(@Nullable Tensor channels, @Nullable Tensor label) {
    static final Beside NOTHING = new Beside(null, null);

    /** The network's input for the pictures {@code first} to {@code first + b}, whose latents are x [b, C, h, w]. */
    Tensor joined(Tensor x, int first) {
        if (channels == null) {
            return x;
        }
        long b = x.size(0);
        Tensor rows = channels.size(0) == 1
                ? channels.expand(b, channels.size(1), channels.size(2), channels.size(3))
                : channels.narrow(0, first, b);
        return Tensor.cat(1, x, rows);
    }
}
