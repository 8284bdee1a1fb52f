package org.ldm4j.conditioning;

import org.jspecify.annotations.Nullable;

/**
 * Shape of a {@code SpatialRescaler}.
 *
 * @param stages how often the map is scaled
 * @param method how its values are taken
 * @param multiplier what each stage multiplies the sides by
 * @param inChannels channels of the map
 * @param outChannels channels that a last 1x1 convolution makes of them, or null without one
 * @param bias whether that convolution has an offset
 */
public record RescalerConfig(
        int stages,
        Method method,
        double multiplier,
        int inChannels,
        @Nullable Integer outChannels,
        boolean bias) implements ConditionerConfig {
    /** torch's modes of interpolation for maps. */
    public enum Method {
        NEAREST,
        BILINEAR,
        BICUBIC,
        AREA
    }

    public RescalerConfig {
        require(stages >= 0, "stages", stages, "not be negative");
        require(Double.isFinite(multiplier) && multiplier > 0, "multiplier", multiplier, "be a positive number");
        require(inChannels > 0, "inChannels", inChannels, "be positive");
        require(outChannels == null || outChannels > 0, "outChannels", outChannels, "be positive");
    }

    private static void require(boolean holds, String name, @Nullable Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must " + rule);
        }
    }

    /** Channels of what comes out. */
    public int channels() {
        return outChannels == null ? inChannels : outChannels;
    }

    /** Halvings by 2x2 means, then a convolution without offset, as in the paper's semantic synthesis. */
    public static RescalerConfig halving(int stages, int inChannels, int outChannels) {
        return new RescalerConfig(stages, Method.BILINEAR, 0.5, inChannels, outChannels, false);
    }
}
