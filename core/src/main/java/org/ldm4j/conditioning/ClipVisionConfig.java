package org.ldm4j.conditioning;

/**
 * Shape of a CLIP image encoder, a vision transformer.
 *
 * @param size side of the square pictures in pixels
 * @param patch side of the squares that become tokens
 * @param width width of the tokens
 * @param layers transformer layers
 * @param heads attention heads of each
 * @param hidden width of the feed-forward layers
 * @param activation their activation
 */
public record ClipVisionConfig(
        int size, int patch, int width, int layers, int heads, int hidden, Activation activation) {
    public ClipVisionConfig {
        require(patch > 0 && size >= patch && size % patch == 0, "patch", patch, "divide the size " + size);
        require(layers > 0, "layers", layers, "be positive");
        require(heads > 0 && width > 0 && width % heads == 0, "heads", heads, "divide the width " + width);
        require(hidden > 0, "hidden", hidden, "be positive");
    }

    private static void require(boolean holds, String name, int value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("vision " + name + " (" + value + ") must " + rule);
        }
    }

    /** OpenAI's ViT-L/14: 303,179,776 parameters without its projection. */
    public static ClipVisionConfig vitL14() {
        return new ClipVisionConfig(224, 14, 1024, 24, 16, 4096, Activation.QUICK_GELU);
    }

    /** Tokens of a picture: the class token, then its patches row by row. */
    public int tokens() {
        return (size / patch) * (size / patch) + 1;
    }

    ClipLayer.Tower tower() {
        return new ClipLayer.Tower(width, layers, heads, hidden, activation);
    }
}
