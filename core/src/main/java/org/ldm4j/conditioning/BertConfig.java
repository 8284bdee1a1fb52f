package org.ldm4j.conditioning;

/**
 * Shape of the paper's own encoder of token sequences (section 4.3.1, table 17).
 *
 * @param vocabulary number of token ids
 * @param positions longest sequence
 * @param width width of the tokens
 * @param layers transformer layers
 * @param heads attention heads of each
 * @param headChannels width of a head, whatever the width of the tokens
 * @param hidden width of the feed-forward layers
 */
public record BertConfig(int vocabulary, int positions, int width, int layers, int heads, int headChannels, int hidden)
        implements ConditionerConfig {
    private static final int HEADS = 8;
    private static final int HEAD_CHANNELS = 64;
    private static final int WIDENING = 4;

    public BertConfig {
        require(vocabulary, "vocabulary");
        require(positions, "positions");
        require(width, "width");
        require(layers, "layers");
        require(heads, "heads");
        require(headChannels, "headChannels");
        require(hidden, "hidden");
    }

    private static void require(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " (" + value + ") must be positive");
        }
    }

    /** With the 8 heads of 64 channels that the paper's code always has. */
    public static BertConfig of(int vocabulary, int positions, int width, int layers) {
        return new BertConfig(vocabulary, positions, width, layers, HEADS, HEAD_CHANNELS, WIDENING * width);
    }
}
