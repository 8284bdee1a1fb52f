package org.ldm4j.denoiser;

import org.ldm4j.nn.Init;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** A class label (for the x4 upscaler: the noise level) as a vector that is added to the timestep's. */
final class ClassEmbedding {
    private final Tensor table;

    ClassEmbedding(Weights weights, int classes, int timeChannels) {
        table = weights.get("weight", Init.normal(1), classes, timeChannels);
    }

    /** labels: int64 [B]; returns [B, timeChannels]. */
    Tensor forward(Tensor labels) {
        return table.embedding(labels);
    }
}
