package org.ldm4j.task;

import org.ldm4j.image.Bitmap;

/**
 * A picture redrawn as a text says (section 4.4 of the paper's successors; SDEdit, Meng et al. 2022): noise is put on its
 * latent, and taken off again. Immutable; each method returns a changed copy.
 *
 * @param text prompts and settings; without a size, the picture's, cut down to multiples of 8, counts
 * @param image the picture
 * @param strength how much of the schedule is run, above 0 to 1; at 1 little more than chance is left of the picture
 */
public record ImageToImage(TextToImage text, Bitmap image, double strength) implements Request {
    private static final double DEFAULT_STRENGTH = 0.8;

    public ImageToImage {
        Rules.requireStrength(strength, text.sampling());
    }

    /** {@code image} as {@code text} says, with strength 0.8. */
    public static ImageToImage of(Bitmap image, TextToImage text) {
        return new ImageToImage(text, image, DEFAULT_STRENGTH);
    }

    @Override
    public ImageToImage withText(TextToImage other) {
        return new ImageToImage(other, image, strength);
    }

    public ImageToImage strength(double value) {
        return new ImageToImage(text, image, value);
    }
}
