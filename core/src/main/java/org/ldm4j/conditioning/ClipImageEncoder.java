package org.ldm4j.conditioning;

import java.util.List;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * CLIP's image tower: a vision transformer with a class token (Dosovitskiy et al. 2021) and, in CLIP alone, a layer norm
 * before its first layer (Radford et al. 2021, section 2.4).
 */
public final class ClipImageEncoder {
    private final Tensor classToken;
    private final Tensor patchKernel;
    private final Tensor positionTable;
    private final Layer firstNorm;
    private final List<ClipLayer> layers;
    private final Layer lastNorm;
    private final ClipVisionConfig config;

    /** Weights are named as in transformers' CLIPVisionModel, {@code vision_model.} included. */
    public ClipImageEncoder(Weights weights, ClipVisionConfig config) {
        this.config = config;
        int width = config.width(), patch = config.patch();
        Init narrow = Init.normal(1 / Math.sqrt(width));
        Weights model = weights.at("vision_model");
        Weights embeddings = model.at("embeddings");
        classToken = embeddings.get("class_embedding", narrow, width);
        patchKernel =
                embeddings.at("patch_embedding").get("weight", Init.fanIn(3L * patch * patch), width, 3, patch, patch);
        positionTable = embeddings.at("position_embedding").get("weight", narrow, config.tokens(), width);
        firstNorm = model.layerNorm("pre_layrnorm", width); // so spelled in every published file
        layers = config.tower().below(model.at("encoder.layers"));
        lastNorm = model.layerNorm("post_layernorm", width);
    }

    /**
     * What the last layer says of each part of a picture.
     *
     * @param pictures [B, 3, size, size], normalised as {@link ClipPixels} does
     * @return [B, tokens, width], not normed
     */
    public Tensor encode(Tensor pictures) {
        if (pictures.size(2) != config.size() || pictures.size(3) != config.size()) {
            throw new IllegalArgumentException(
                    "pictures (" + pictures + ") must have sides of " + config.size() + " pixels");
        }
        return Scope.result(() -> {
            Tensor x = embed(pictures).apply(firstNorm);
            for (ClipLayer layer : layers) {
                x = layer.forward(x, null);
            }
            return x;
        });
    }

    /** A picture as one vector [B, width]: the class token behind the last norm. */
    public Tensor pooled(Tensor pictures) {
        return Scope.result(() -> encode(pictures).select(1, 0).apply(lastNorm));
    }

    private Tensor embed(Tensor pictures) {
        DType type = pictures.dtype();
        return Scope.result(() -> {
            long batch = pictures.size(0), width = config.width();
            Tensor patches = pictures.conv2d(patchKernel.to(type), null, config.patch(), 0); // [B, width, h, w]
            Tensor tokens = patches.reshape(batch, width, config.tokens() - 1L).transpose(1, 2);
            Tensor first = classToken.to(type).reshape(1, 1, width).expand(batch, 1, width);
            return Tensor.cat(1, first, tokens).plus(positionTable.to(type));
        });
    }
}
