package org.ldm4j.denoiser;

import org.ldm4j.tensor.Tensor;

/** One entry of the U-Net's block lists. */
@FunctionalInterface
interface Block {
    /** x: [B, C, H, W]; the result may have other channels and another size. */
    Tensor forward(Tensor x, Signal signal);

    default Block then(Block next) {
        return (x, signal) -> next.forward(forward(x, signal), signal);
    }
}
