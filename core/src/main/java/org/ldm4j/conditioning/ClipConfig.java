package org.ldm4j.conditioning;

/**
 * Shape of a CLIP model.
 *
 * @param text the text tower
 * @param vision the image tower
 * @param projection width of the space in which texts and pictures meet
 */
public record ClipConfig(ClipTextConfig text, ClipVisionConfig vision, int projection) {
    /** Where the logarithm of the inverse temperature begins (section 2.5). */
    public static final double FIRST_LOGIT_SCALE = Math.log(1 / 0.07);

    public ClipConfig {
        if (projection < 1) {
            throw new IllegalArgumentException("projection (" + projection + ") must be positive");
        }
    }

    /** OpenAI's CLIP ViT-L/14: 427,616,513 parameters. */
    public static ClipConfig vitL14() {
        return new ClipConfig(ClipTextConfig.clipL(), ClipVisionConfig.vitL14(), 768);
    }
}
