package org.ldm4j.task;

/**
 * What a model is asked for. Immutable. Every request has a {@link TextToImage} for what all have in common: prompts,
 * size, seeds, guidance and sampling.
 */
public sealed interface Request
        permits TextToImage,
                ImageToImage,
                Inpainting,
                DepthToImage,
                SuperResolution,
                HighResolution,
                Unconditional,
                ClassToImage,
                LayoutToImage,
                SemanticSynthesis,
                Retrieval,
                Conditioned {
    /** The prompts and settings. */
    TextToImage text();

    /** The same with other prompts and settings. */
    Request withText(TextToImage text);
}
