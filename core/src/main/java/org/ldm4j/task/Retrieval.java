package org.ldm4j.task;

import java.util.List;

/**
 * Pictures that are like others, which a vector each stands for: CLIP's vector of a text, and of pictures that lie near it
 * in a data base (retrieval-augmented diffusion, Blattmann et al. 2022). Immutable.
 *
 * @param text settings; its prompts say nothing
 * @param vectors each of the model's width; at least one
 */
public record Retrieval(TextToImage text, List<List<Float>> vectors) implements Request {
    public Retrieval {
        vectors = vectors.stream().map(List::copyOf).toList();
        Rules.require(!vectors.isEmpty(), "vectors", vectors, "hold at least one");
        int width = vectors.get(0).size();
        Rules.require(
                vectors.stream().allMatch(vector -> vector.size() == width),
                "vectors",
                vectors.stream().map(List::size).toList(),
                "all have the same width");
    }

    /** One picture in the model's size. */
    public static Retrieval of(List<List<Float>> vectors) {
        return new Retrieval(TextToImage.of(""), vectors);
    }

    @Override
    public Retrieval withText(TextToImage other) {
        return new Retrieval(other, vectors);
    }
}
