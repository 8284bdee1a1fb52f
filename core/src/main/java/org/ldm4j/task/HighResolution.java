package org.ldm4j.task;

/**
 * Pictures from a text in two passes: small, in a size that the model was trained on, so that the composition is sound;
 * then enlarged, and redrawn in the larger size. Immutable; each method returns a changed copy.
 *
 * @param text prompts and settings of the first pass; its size is the small one
 * @param scale how many times as large the result is, above 1; its sides are rounded to multiples of the model's factor
 * @param mode what is enlarged
 * @param strength how much of the schedule the second pass runs, above 0 to 1
 * @param steps steps of the second pass's schedule, or 0 for as many as the first has
 */
public record HighResolution(TextToImage text, double scale, EnlargeMode mode, double strength, int steps)
        implements Request {
    /** What is enlarged between the two passes. */
    public enum EnlargeMode {
        /** The latent, bilinearly: fast, and blurred, so that a strength of 0.5 or more is needed. */
        LATENT,
        /** The decoded picture, by Lanczos: sharp, also with little strength. */
        PICTURE
    }

    private static final double DEFAULT_STRENGTH = 0.7;
    private static final double MAX_SCALE = 8;

    public HighResolution {
        Rules.require(scale > 1 && scale <= MAX_SCALE, "scale", scale, "be above 1 and at most " + MAX_SCALE);
        Rules.require(steps >= 0, "steps", steps, "not be negative");
        Rules.requireStrength(strength, secondPass(text, steps));
    }

    /** {@code text}'s pictures {@code scale} times as large: the latent enlarged, and redrawn with strength 0.7. */
    public static HighResolution of(TextToImage text, double scale) {
        return new HighResolution(text, scale, EnlargeMode.LATENT, DEFAULT_STRENGTH, 0);
    }

    /** How the second pass is sampled; a number of steps of its own replaces the first one's explicit levels. */
    SamplingOptions secondPass() {
        return secondPass(text, steps);
    }

    private static SamplingOptions secondPass(TextToImage text, int steps) {
        return steps == 0 ? text.sampling() : text.sampling().withSteps(steps);
    }

    @Override
    public HighResolution withText(TextToImage other) {
        return new HighResolution(other, scale, mode, strength, steps);
    }

    public HighResolution scale(double times) {
        return new HighResolution(text, times, mode, strength, steps);
    }

    public HighResolution mode(EnlargeMode choice) {
        return new HighResolution(text, scale, choice, strength, steps);
    }

    public HighResolution strength(double value) {
        return new HighResolution(text, scale, mode, value, steps);
    }

    public HighResolution steps(int count) {
        return new HighResolution(text, scale, mode, strength, count);
    }
}
