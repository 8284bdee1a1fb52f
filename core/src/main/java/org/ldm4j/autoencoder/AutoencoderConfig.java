package org.ldm4j.autoencoder;

import java.util.Collections;
import java.util.List;

/**
 * Shape of an autoencoder; the downsampling factor f is 2^(levels-1).
 *
 * @param imageChannels channels of the picture, 3 for RGB
 * @param latentChannels channels of the latent
 * @param channels width of each level, from the full resolution down
 * @param resBlocks residual blocks of each level of the encoder; the decoder has one more
 * @param attention for each level, whether its blocks have attention
 * @param middleAttention whether the middle has attention
 * @param normGroups groups of every group norm
 * @param tanhOut whether the decoder's output goes through tanh; in no published model
 * @param scalingFactor what latents are multiplied by for the diffusion model (0.18215 in Stable Diffusion), section D.1
 */
public record AutoencoderConfig(
        int imageChannels,
        int latentChannels,
        List<Integer> channels,
        int resBlocks,
        List<Boolean> attention,
        boolean middleAttention,
        int normGroups,
        boolean tanhOut,
        double scalingFactor)
        implements FirstStageConfig {
    private static final int MAX_FINE_LEVELS = 2;

    public AutoencoderConfig {
        channels = List.copyOf(channels);
        attention = List.copyOf(attention);
        require(imageChannels > 0, "imageChannels", imageChannels, "be positive");
        require(latentChannels > 0, "latentChannels", latentChannels, "be positive");
        require(resBlocks > 0, "resBlocks", resBlocks, "be positive");
        require(!channels.isEmpty(), "channels", channels, "name at least one level");
        require(attention.size() == channels.size(), "attention", attention, "have one entry for each of " + channels);
        require(normGroups > 0, "normGroups", normGroups, "be positive");
        require(
                channels.stream().allMatch(c -> c > 0 && c % normGroups == 0),
                "channels",
                channels,
                "be multiples of normGroups " + normGroups);
        require(
                Double.isFinite(scalingFactor) && scalingFactor > 0,
                "scalingFactor",
                scalingFactor,
                "be a positive number");
    }

    /** As published models are, with an open range of values. */
    public AutoencoderConfig(
            int imageChannels,
            int latentChannels,
            List<Integer> channels,
            int resBlocks,
            List<Boolean> attention,
            boolean middleAttention,
            int normGroups,
            double scalingFactor) {
        this(
                imageChannels,
                latentChannels,
                channels,
                resBlocks,
                attention,
                middleAttention,
                normGroups,
                false,
                scalingFactor);
    }

    private static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must " + rule);
        }
    }

    /** Without attention outside the middle, in the form of kl-f4 and kl-f8. */
    public static AutoencoderConfig of(int latentChannels, List<Integer> channels, int resBlocks, int normGroups) {
        return new AutoencoderConfig(
                3,
                latentChannels,
                channels,
                resBlocks,
                Collections.nCopies(channels.size(), false),
                true,
                normGroups,
                1);
    }

    /** The first stage of Stable Diffusion 1.x and 2.x, kl-f8: 83,653,863 parameters. */
    public static AutoencoderConfig klF8() {
        return of(4, List.of(128, 256, 512, 512), 2, 32).withScalingFactor(0.18215);
    }

    @Override
    public AutoencoderConfig withScalingFactor(double factor) {
        return new AutoencoderConfig(
                imageChannels,
                latentChannels,
                channels,
                resBlocks,
                attention,
                middleAttention,
                normGroups,
                tanhOut,
                factor);
    }

    public int levels() {
        return channels.size();
    }

    /** f: how many pixels a latent position stands for in each direction. */
    @Override
    public int downsampling() {
        return 1 << (levels() - 1);
    }

    @Override
    public AutoencoderConfig layers() {
        return this;
    }

    /** How many levels, from the finest on, can be taken in tiles: they have no attention, and a coarser one follows. */
    public int fineLevels() {
        int most = Math.min(MAX_FINE_LEVELS, levels() - 1);
        int withAttention = attention.indexOf(true);
        return withAttention < 0 ? most : Math.min(most, withAttention);
    }
}
