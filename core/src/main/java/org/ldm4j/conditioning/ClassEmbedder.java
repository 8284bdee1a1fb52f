package org.ldm4j.conditioning;

import org.ldm4j.nn.Init;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A class as one token that the denoiser attends to (section 4.3.1, class-conditional ImageNet models). */
public final class ClassEmbedder implements Conditioner {
    private final Tensor table;

    /** Weights are named as below {@code cond_stage_model.} in a checkpoint of the paper. */
    public ClassEmbedder(Weights weights, ClassConfig config) {
        table = weights.at("embedding").get("weight", Init.normal(1), config.classes(), config.width());
    }

    /** labels: int64 [B]; returns [B, 1, width]. */
    @Override
    public Tensor encode(Tensor labels) {
        return Scope.result(() -> table.embedding(labels).unsqueeze(1));
    }
}
