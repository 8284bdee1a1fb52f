package org.ldm4j.task;

import org.ldm4j.image.Bitmap;

/**
 * A small picture made four times as large in each direction (section 4.4; Stable Diffusion's x4 upscaler). Immutable;
 * each method returns a changed copy.
 *
 * @param text prompts and settings, without a size
 * @param image the small picture; its sides are cut down to multiples of the model's factor
 * @param noiseLevel how much noise is put on it, a timestep of its schedule: more of it lets the model invent more
 */
public record SuperResolution(TextToImage text, Bitmap image, int noiseLevel) implements Request {
    private static final int DEFAULT_NOISE_LEVEL = 20;

    public SuperResolution {
        Rules.require(
                text.width() == 0 && text.height() == 0,
                "size",
                text.width() + "x" + text.height(),
                "be left out (an upscaled picture is four times as large as the one given)");
        Rules.require(noiseLevel >= 0, "noiseLevel", noiseLevel, "not be negative");
    }

    /** {@code image} four times as large, with noise level 20. */
    public static SuperResolution of(Bitmap image, TextToImage text) {
        return new SuperResolution(text, image, DEFAULT_NOISE_LEVEL);
    }

    @Override
    public SuperResolution withText(TextToImage other) {
        return new SuperResolution(other, image, noiseLevel);
    }

    public SuperResolution noiseLevel(int level) {
        return new SuperResolution(text, image, level);
    }
}
