package org.ldm4j.conditioning;

import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * CLIP: texts and pictures in one space, where a text lies near the pictures that it describes (Radford et al. 2021). Both
 * towers are projected without a bias and brought to length one.
 */
public final class ClipModel {
    /** Where it ends: logits are never more than 100 times the cosine. */
    public static final double MAX_LOGIT_SCALE = Math.log(100);

    private static final Init TEMPERATURE = (rng, shape) -> Tensor.full(ClipConfig.FIRST_LOGIT_SCALE, shape);

    private final ClipTextEncoder text;
    private final ClipImageEncoder vision;
    private final Layer textProjection;
    private final Layer visualProjection;
    private final Tensor logitScale;

    /** Weights are named as in transformers' CLIPModel. */
    public ClipModel(Weights weights, ClipConfig config) {
        text = new ClipTextEncoder(weights, config.text());
        vision = new ClipImageEncoder(weights, config.vision());
        textProjection = projection(weights, "text_projection", config.text().width(), config.projection());
        visualProjection =
                projection(weights, "visual_projection", config.vision().width(), config.projection());
        logitScale = weights.get("logit_scale", TEMPERATURE);
    }

    private static Layer projection(Weights weights, String name, int width, int projection) {
        return weights.linearWithoutBias(name, width, projection, 1 / Math.sqrt(width));
    }

    public ClipTextEncoder text() {
        return text;
    }

    public ClipImageEncoder vision() {
        return vision;
    }

    /**
     * Texts as vectors of length one.
     *
     * @param ids token ids, int64 [B, N]
     * @param endId the tokenizer's end of text
     * @param type of the computation
     * @return [B, projection]
     */
    public Tensor texts(Tensor ids, long endId, DType type) {
        return Scope.result(() -> unit(text.pooled(ids, endId, type).apply(textProjection)));
    }

    /** Pictures [B, 3, size, size], normalised, as vectors of length one, [B, projection]. */
    public Tensor pictures(Tensor pictures) {
        return Scope.result(() -> unit(vision.pooled(pictures).apply(visualProjection)));
    }

    /** The logarithm of what cosines are multiplied with to become logits, a scalar; owned by the weights. */
    public Tensor logitScale() {
        return logitScale;
    }

    /** At length one; float32 at least, since bfloat16 knows lengths to one part in 256 only. */
    private static Tensor unit(Tensor rows) {
        Tensor x = rows.dtype() == DType.FP64 ? rows : rows.to(DType.FP32);
        return x.dividedBy(x.square().sum(true, 1).sqrt());
    }
}
