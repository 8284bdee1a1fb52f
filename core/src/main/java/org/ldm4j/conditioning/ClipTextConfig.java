package org.ldm4j.conditioning;

/**
 * Shape of a CLIP text encoder.
 *
 * @param vocabulary number of token ids
 * @param positions longest sequence, 77 in the published models
 * @param width width of the tokens
 * @param layers transformer layers
 * @param heads attention heads of each
 * @param hidden width of the feed-forward layers
 * @param activation their activation
 */
public record ClipTextConfig(
        int vocabulary, int positions, int width, int layers, int heads, int hidden, Activation activation)
        implements ConditionerConfig {
    public ClipTextConfig {
        require(vocabulary > 0, "vocabulary", vocabulary, "be positive");
        require(positions > 1, "positions", positions, "have room for a start and an end");
        require(layers > 0, "layers", layers, "be positive");
        require(heads > 0 && width % heads == 0, "heads", heads, "divide the width " + width);
        require(hidden > 0, "hidden", hidden, "be positive");
    }

    private static void require(boolean holds, String name, int value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must " + rule);
        }
    }

    /** OpenAI's CLIP ViT-L/14 text tower, in Stable Diffusion 1.x: 123,060,480 parameters. */
    public static ClipTextConfig clipL() {
        return new ClipTextConfig(49408, 77, 768, 12, 12, 3072, Activation.QUICK_GELU);
    }

    /** open_clip's ViT-H/14 text tower without its last layer, in Stable Diffusion 2.x: 340,387,840 parameters. */
    public static ClipTextConfig openClipH() {
        return new ClipTextConfig(49408, 77, 1024, 23, 16, 4096, Activation.GELU);
    }

    /** The same with another number of token ids. */
    public ClipTextConfig withVocabulary(int size) {
        return new ClipTextConfig(size, positions, width, layers, heads, hidden, activation);
    }

    ClipLayer.Tower tower() {
        return new ClipLayer.Tower(width, layers, heads, hidden, activation);
    }
}
