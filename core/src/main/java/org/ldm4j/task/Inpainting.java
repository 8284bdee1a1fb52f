package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.image.Bitmap;

/**
 * A part of a picture drawn anew (section 4.5). Models with 9 input channels see what surrounds it; with others the
 * surroundings are put back after each step. Immutable; each method returns a changed copy.
 *
 * @param text prompts and settings; without a size, the picture's, cut down to multiples of 8, counts, or
 *     the model's own where only the masked part is repainted
 * @param image the picture
 * @param mask where it is drawn anew: at least half white; of the picture's size or proportions
 * @param strength how much of the schedule is run, above 0 to 1; at 1 nothing is left of what the mask covers
 * @param keepsOutside whether every pixel outside the mask is the picture's own, bit for bit; otherwise the result is what
 *     the model gives, which changes a little everywhere
 * @param padding how many pixels around the mask the model is shown, where only that part is enlarged to its size and
 *     repainted; null to show it the whole picture
 */
public record Inpainting(
        TextToImage text,
        Bitmap image,
        Bitmap mask,
        double strength,
        boolean keepsOutside,
        @Nullable Integer padding) implements Request {
    public Inpainting {
        Rules.requireStrength(strength, text.sampling());
        Rules.require(padding == null || padding >= 0, "padding", padding, "not be negative");
        Rules.require(
                padding == null || keepsOutside,
                "keepsOutside",
                keepsOutside,
                "be true where only the masked part is repainted");
        Rules.require(
                hasProportions(mask, image),
                "mask",
                mask.width() + "x" + mask.height(),
                "have the picture's size, " + image.width() + "x" + image.height() + ", or its proportions");
    }

    private static boolean hasProportions(Bitmap mask, Bitmap image) {
        long difference = Math.abs((long) mask.width() * image.height() - (long) mask.height() * image.width());
        return difference <= Math.max(image.width(), image.height()); // a pixel of the mask's rounding
    }

    /** What {@code mask} covers of {@code image} as {@code text} says, with strength 1; the rest is kept. */
    public static Inpainting of(Bitmap image, Bitmap mask, TextToImage text) {
        return new Inpainting(text, image, mask, 1, true, null);
    }

    /**
     * More of a picture beyond its borders: so many pixels on each side. The new area begins as the border's pixels drawn
     * out, and is drawn anew with strength 1; the picture itself stays as it is.
     */
    public static Inpainting extend(Bitmap image, int left, int top, int right, int bottom, TextToImage text) {
        var extension = new Extension(left, top, right, bottom);
        return of(extension.canvas(image), extension.mask(image), text);
    }

    @Override
    public Inpainting withText(TextToImage other) {
        return new Inpainting(other, image, mask, strength, keepsOutside, padding);
    }

    public Inpainting strength(double value) {
        return new Inpainting(text, image, mask, value, keepsOutside, padding);
    }

    public Inpainting keepsOutside(boolean keeps) {
        return new Inpainting(text, image, mask, strength, keeps, padding);
    }

    /** Only the mask and so many pixels around it are enlarged to the asked size and repainted: more detail in it. */
    public Inpainting onlyMasked(int pixelsAround) {
        return new Inpainting(text, image, mask, strength, keepsOutside, pixelsAround);
    }
}
