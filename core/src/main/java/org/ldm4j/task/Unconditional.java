package org.ldm4j.task;

/**
 * Pictures of whatever a model was trained on, from noise alone (section 4.1). Immutable.
 *
 * @param text settings; its prompts say nothing
 */
public record Unconditional(TextToImage text) implements Request {
    /** One picture in the model's size. */
    public static Unconditional of() {
        return new Unconditional(TextToImage.of(""));
    }

    @Override
    public Unconditional withText(TextToImage other) {
        return new Unconditional(other);
    }
}
