package org.ldm4j.conditioning;

/**
 * Shape of a {@code ClassEmbedder}.
 *
 * @param classes number of classes, one that stands for none included where guidance needs it
 * @param width width of their vectors
 */
public record ClassConfig(int classes, int width) implements ConditionerConfig {
    public ClassConfig {
        if (classes < 1 || width < 1) {
            throw new IllegalArgumentException("classes and width (" + classes + ", " + width + ") must be positive");
        }
    }
}
