package org.ldm4j.task;

import org.ldm4j.image.Bitmap;

/**
 * A picture redrawn as a text says with its depth kept: {@link ImageToImage} by a model that sees a depth map (Stable
 * Diffusion 2). Immutable; each method returns a changed copy.
 *
 * @param text prompts and settings; without a size, the picture's, cut down to multiples of 8, counts
 * @param image the picture
 * @param depth its depth, of any size
 * @param strength how much of the schedule is run, above 0 to 1
 */
public record DepthToImage(TextToImage text, Bitmap image, DepthMap depth, double strength) implements Request {
    private static final double DEFAULT_STRENGTH = 0.8;

    public DepthToImage {
        Rules.requireStrength(strength, text.sampling());
    }

    /** {@code image} with {@code depth} as {@code text} says, with strength 0.8. */
    public static DepthToImage of(Bitmap image, DepthMap depth, TextToImage text) {
        return new DepthToImage(text, image, depth, DEFAULT_STRENGTH);
    }

    @Override
    public DepthToImage withText(TextToImage other) {
        return new DepthToImage(other, image, depth, strength);
    }

    public DepthToImage strength(double value) {
        return new DepthToImage(text, image, depth, value);
    }
}
