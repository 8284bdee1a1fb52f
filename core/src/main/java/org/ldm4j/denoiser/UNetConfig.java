package org.ldm4j.denoiser;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Shape of a U-Net.
 *
 * @param inChannels channels of the latent, plus those of a condition that is concatenated to it
 * @param outChannels channels of the prediction
 * @param modelChannels width of the first convolution; the timestep embedding is four times as wide
 * @param channels width of each level, from the full resolution down
 * @param resBlocks residual blocks of each level on the way down; the way up has one more
 * @param attention for each level, whether its blocks have attention; the middle block always has
 * @param heads how attention is divided
 * @param transformer spatial transformers that see a condition, or null for attention over the picture alone
 * @param scaleShiftNorm whether the timestep scales and shifts the normalised features in place of being added
 * @param resblockUpDown whether residual blocks change the resolution in place of single convolutions
 * @param newAttentionOrder whether AttentionBlock's channels are ordered query, key, value before heads
 * @param classes number of class labels that are added to the timestep, or null for none
 * @param normGroups groups of every group norm
 */
public record UNetConfig(
        int inChannels,
        int outChannels,
        int modelChannels,
        List<Integer> channels,
        int resBlocks,
        List<Boolean> attention,
        Heads heads,
        @Nullable TransformerConfig transformer,
        boolean scaleShiftNorm,
        boolean resblockUpDown,
        boolean newAttentionOrder,
        @Nullable Integer classes,
        int normGroups) {
    public UNetConfig {
        channels = List.copyOf(channels);
        attention = List.copyOf(attention);
        require(inChannels > 0, "inChannels", inChannels, "be positive");
        require(outChannels > 0, "outChannels", outChannels, "be positive");
        require(resBlocks > 0, "resBlocks", resBlocks, "be positive");
        require(!channels.isEmpty(), "channels", channels, "name at least one level");
        require(attention.size() == channels.size(), "attention", attention, "have one entry for each of " + channels);
        require(
                transformer == null || transformer.selfAttention().size() == channels.size(),
                "transformer",
                transformer,
                "have one selfAttention entry for each of " + channels);
        require(modelChannels % normGroups == 0, "modelChannels", modelChannels, "be a multiple of " + normGroups);
        for (int level = 0; level < channels.size(); level++) {
            requireLevel(channels.get(level), heads.at(level, channels.get(level)), normGroups);
        }
    }

    private static void requireLevel(int width, int heads, int normGroups) {
        require(width > 0 && width % normGroups == 0, "channels", width, "be a multiple of normGroups " + normGroups);
        require(heads > 0 && width % heads == 0, "heads", heads, "divide the level's channels " + width);
    }

    static void require(boolean holds, String name, @Nullable Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must " + rule);
        }
    }

    /**
     * A text-conditional U-Net with convolution projections, as in Stable Diffusion 1.x: the last level has no attention
     * unless it is the only one.
     */
    public static UNetConfig textConditional(
            int latentChannels,
            List<Integer> channels,
            int resBlocks,
            List<Boolean> attention,
            Heads heads,
            int context) {
        var transformer = new TransformerConfig(context, 1, false, Collections.nCopies(channels.size(), true), true);
        return new UNetConfig(
                latentChannels,
                latentChannels,
                channels.get(0),
                channels,
                resBlocks,
                attention,
                heads,
                transformer,
                false,
                false,
                false,
                null,
                32);
    }

    /** Stable Diffusion 1.1 to 1.5 (CompVis v1-inference.yaml): 859,520,964 parameters. */
    public static UNetConfig sd1() {
        return textConditional(
                4, List.of(320, 640, 1280, 1280), 2, List.of(true, true, true, false), new Heads.Count(8), 768);
    }

    /** Stable Diffusion 2.0 and 2.1 (Stability-AI v2-inference.yaml): 865,910,724 parameters. */
    public static UNetConfig sd2() {
        var levels = List.of(320, 640, 1280, 1280);
        var transformer = new TransformerConfig(1024, 1, true, List.of(true, true, true, true), true);
        return new UNetConfig(
                4,
                4,
                320,
                levels,
                2,
                List.of(true, true, true, false),
                new Heads.Width(64),
                transformer,
                false,
                false,
                false,
                null,
                32);
    }

    /**
     * Without options that few models have, from the arguments that the paper's code takes.
     *
     * @param multipliers of each level's width
     * @param attentionFactors downsampling factors with attention
     */
    public static UNetConfig ofMultipliers(
            int inChannels,
            int outChannels,
            int width,
            List<Integer> multipliers,
            int resBlocks,
            List<Integer> attentionFactors,
            Heads heads,
            @Nullable TransformerConfig transformer) {
        return new UNetConfig(
                inChannels,
                outChannels,
                width,
                multipliers.stream().map(m -> m * width).toList(),
                resBlocks,
                IntStream.range(0, multipliers.size())
                        .mapToObj(level -> attentionFactors.contains(1 << level))
                        .toList(),
                heads,
                transformer,
                false,
                false,
                false,
                null,
                32);
    }

    /** The same for another input, such as one with a condition concatenated to the latent. */
    public UNetConfig withInChannels(int value) {
        return new UNetConfig(
                value,
                outChannels,
                modelChannels,
                channels,
                resBlocks,
                attention,
                heads,
                transformer,
                scaleShiftNorm,
                resblockUpDown,
                newAttentionOrder,
                classes,
                normGroups);
    }

    /** The same with attention divided in another way. */
    public UNetConfig withHeads(Heads value) {
        return new UNetConfig(
                inChannels,
                outChannels,
                modelChannels,
                channels,
                resBlocks,
                attention,
                value,
                transformer,
                scaleShiftNorm,
                resblockUpDown,
                newAttentionOrder,
                classes,
                normGroups);
    }

    /** The same with labels. */
    public UNetConfig withClasses(int value) {
        return new UNetConfig(
                inChannels,
                outChannels,
                modelChannels,
                channels,
                resBlocks,
                attention,
                heads,
                transformer,
                scaleShiftNorm,
                resblockUpDown,
                newAttentionOrder,
                value,
                normGroups);
    }

    /** Number of levels; the latent's height and width should be multiples of 2^(levels-1). */
    public int levels() {
        return channels.size();
    }

    /** Width of the timestep embedding. */
    public int timeChannels() {
        return 4 * modelChannels;
    }
}
