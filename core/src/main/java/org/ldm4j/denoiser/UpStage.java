package org.ldm4j.denoiser;

import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.Layer;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * One stage of the way up: the blocks see the picture and, behind it, what a block on the way down returned. At the end
 * of a level the picture grows.
 */
record UpStage(Block blocks, Growth growth) {
    /** How the picture grows to [height, width], if it does. */
    @FunctionalInterface
    interface Growth {
        Tensor forward(Tensor x, @Nullable Tensor nextSkip, Signal signal);

        Growth NONE = (x, nextSkip, signal) -> x;

        /**
         * Nearest neighbours, then a convolution. The size is that of the next skip: twice the present one, or one less
         * where the latent's size is no multiple of 2^(levels-1), as diffusers does.
         */
        static Growth nearestThen(Layer conv) {
            return (x, nextSkip, signal) -> {
                if (nextSkip == null) {
                    throw new IllegalStateException("the last stage of a U-Net does not grow");
                }
                return x.upsampleNearest(nextSkip.size(2), nextSkip.size(3)).apply(conv);
            };
        }
    }

    Tensor forward(Tensor h, Tensor skip, @Nullable Tensor nextSkip, Signal signal) {
        return Scope.result(() -> growth.forward(blocks.forward(Tensor.cat(1, h, skip), signal), nextSkip, signal));
    }
}
