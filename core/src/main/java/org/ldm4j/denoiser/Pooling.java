package org.ldm4j.denoiser;

/** How an {@link EncoderUNet} comes from feature maps to one vector. */
public enum Pooling {
    /** The mean of the last map, and a linear layer. */
    ADAPTIVE,
    /** Attention from the mean of the last map to its positions, as in CLIP's picture encoder. */
    ATTENTION,
    /** The means of all maps, and two linear layers. */
    SPATIAL,
    /** The same with a group norm between them. */
    SPATIAL_V2
}
