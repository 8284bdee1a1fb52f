package org.ldm4j.task;

/**
 * Pictures from a condition that is given as the denoiser takes it in: made by {@link Conditions}, or elsewhere.
 *
 * @param text settings; its prompts say nothing
 * @param condition the condition, whose tensors must live as long as the run
 */
public record Conditioned(TextToImage text, Condition condition) implements Request {
    @Override
    public Conditioned withText(TextToImage other) {
        return new Conditioned(other, condition);
    }
}
