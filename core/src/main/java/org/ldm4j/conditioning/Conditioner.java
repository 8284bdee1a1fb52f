package org.ldm4j.conditioning;

import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** τ_θ of the paper's own models (section 3.3): a condition in the form that the denoiser takes in. */
public sealed interface Conditioner permits BertEncoder, ClassEmbedder, SpatialRescaler {
    /** The network that {@code config} describes; CLIP's text encoder is not among them. */
    static Conditioner of(Weights weights, ConditionerConfig config) {
        if (config instanceof BertConfig bert) {
            return new BertEncoder(weights, bert);
        }
        if (config instanceof ClassConfig classes) {
            return new ClassEmbedder(weights, classes);
        }
        if (config instanceof RescalerConfig rescaler) {
            return new SpatialRescaler(weights, rescaler);
        }
        throw new IllegalArgumentException("config (" + config + ") must be that of one of the paper's conditioners");
    }

    /** Ids of tokens or classes, or maps, to tokens [B, N, width] or channels [B, c, h, w]. */
    Tensor encode(Tensor condition);
}
