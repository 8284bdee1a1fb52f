package org.ldm4j.task;

import org.ldm4j.image.Bitmap;

/**
 * Pictures that show what a map says where it says it (section 4.3.2, landscapes). Immutable.
 *
 * @param text settings; its prompts say nothing; without a size, the map's counts
 * @param map a grey picture whose values are numbers of classes
 */
public record SemanticSynthesis(TextToImage text, Bitmap map) implements Request {
    /** One picture in the map's size. */
    public static SemanticSynthesis of(Bitmap map) {
        return new SemanticSynthesis(TextToImage.of(""), map);
    }

    @Override
    public SemanticSynthesis withText(TextToImage other) {
        return new SemanticSynthesis(other, map);
    }
}
