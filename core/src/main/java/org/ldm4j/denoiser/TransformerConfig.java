package org.ldm4j.denoiser;

import java.util.List;

/**
 * Options of the spatial transformers.
 *
 * @param contextChannels width of the condition's tokens
 * @param depth transformer blocks in each spatial transformer
 * @param linearProjections whether the way in and out is a linear layer over tokens (SD 2.x) or a 1x1 convolution
 * @param selfAttention for each level, whether its first attention looks at the picture; where it does not, both look at
 *     the condition (the x4 upscaler)
 * @param middleSelfAttention the same for the middle block
 */
public record TransformerConfig(
        int contextChannels,
        int depth,
        boolean linearProjections,
        List<Boolean> selfAttention,
        boolean middleSelfAttention) {
    public TransformerConfig {
        selfAttention = List.copyOf(selfAttention);
        UNetConfig.require(contextChannels > 0, "contextChannels", contextChannels, "be positive");
        UNetConfig.require(depth > 0, "depth", depth, "be positive");
    }
}
