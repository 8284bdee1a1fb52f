package org.ldm4j.conditioning;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** CLIP's text tower: a causal transformer over tokens (Radford et al. 2021). Padding is attended like any token. */
public final class ClipTextEncoder {
    private static final double INIT_DEVIATION = 0.02;
    private static final double POSITION_INIT_DEVIATION = 0.01;

    private final Tensor tokenTable;
    private final Tensor positionTable;
    private final List<ClipLayer> layers;
    private final Layer finalNorm;

    /** Weights are named as in transformers' CLIPTextModel, {@code text_model.} included. */
    public ClipTextEncoder(Weights weights, ClipTextConfig config) {
        Weights model = weights.at("text_model");
        Weights embeddings = model.at("embeddings");
        tokenTable = embeddings
                .at("token_embedding")
                .get("weight", Init.normal(INIT_DEVIATION), config.vocabulary(), config.width());
        positionTable = embeddings
                .at("position_embedding")
                .get("weight", Init.normal(POSITION_INIT_DEVIATION), config.positions(), config.width());
        layers = config.tower().below(model.at("encoder.layers"));
        finalNorm = model.layerNorm("final_layer_norm", config.width());
    }

    /**
     * The condition of the U-Net.
     *
     * @param ids token ids, int64 [B, N], N at most the config's positions
     * @param clipSkip how many of the last layers to leave out; 0 in Stable Diffusion
     * @return [B, N, width], always behind the final norm
     */
    public Tensor encode(Tensor ids, int clipSkip) {
        return encode(ids, clipSkip, positionTable.dtype());
    }

    /** The same, computed in another element type than that of the weights. */
    public Tensor encode(Tensor ids, int clipSkip, DType type) {
        if (clipSkip < 0 || clipSkip >= layers.size()) {
            throw new IllegalArgumentException(
                    "clipSkip (" + clipSkip + ") must be at least 0 and below the " + layers.size() + " layers");
        }
        return Scope.result(() -> {
            Tensor x = embed(ids).to(type);
            Tensor mask = causalMask(x);
            for (ClipLayer layer : layers.subList(0, layers.size() - clipSkip)) {
                x = layer.forward(x, mask);
            }
            return x.apply(finalNorm);
        });
    }

    /**
     * The text as one vector.
     *
     * @param ids token ids, int64 [B, N]
     * @param endId the tokenizer's end of text. transformers takes the highest id where a config says nothing else, which
     *     is another token as soon as a vocabulary has words added behind its end.
     * @return [B, width], the last state, normed, at the first end of each text
     */
    public Tensor pooled(Tensor ids, long endId) {
        return pooled(ids, endId, positionTable.dtype());
    }

    /** The same, computed in another element type than that of the weights. */
    public Tensor pooled(Tensor ids, long endId, DType type) {
        Tensor rows = ends(ids, endId);
        return Scope.result(() -> {
            Tensor states = encode(ids, 0, type); // [B, N, width]
            return states.reshape(ids.count(), states.size(2)).indexSelect(0, rows);
        });
    }

    /** Place of each text's first end, int64 [B], among all B * N tokens. */
    private static Tensor ends(Tensor ids, long endId) {
        long[] all = ids.toLongs();
        int length = Math.toIntExact(ids.size(1));
        long[] ends = new long[all.length / length];
        for (int i = 0; i < ends.length; i++) {
            int place = i * length;
            while (place < (i + 1) * length && all[place] != endId) {
                place++;
            }
            if (place == (i + 1) * length) {
                throw new IllegalArgumentException("ids (text " + i + ") must have the end of text " + endId);
            }
            ends[i] = place;
        }
        return Tensor.of(ends, ends.length);
    }

    /** The embeddings, then what each layer returns, all before the final norm; owned by the current scope. */
    List<Tensor> hiddenStates(Tensor ids) {
        List<Tensor> states = new ArrayList<>(List.of(embed(ids)));
        Tensor mask = causalMask(states.get(0));
        for (ClipLayer layer : layers) {
            states.add(layer.forward(states.get(states.size() - 1), mask));
        }
        return states;
    }

    private Tensor embed(Tensor ids) {
        return Scope.result(() -> tokenTable.embedding(ids).plus(positionTable.narrow(0, 0, ids.size(1))));
    }

    /** [N, N] for tokens [B, N, width]: token i sees tokens 0 to i. */
    private static Tensor causalMask(Tensor tokens) {
        int n = Math.toIntExact(tokens.size(1));
        float[] mask = new float[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                mask[i * n + j] = Float.NEGATIVE_INFINITY;
            }
        }
        return Scope.result(() -> Tensor.of(mask, n, n).to(tokens.dtype()));
    }
}
