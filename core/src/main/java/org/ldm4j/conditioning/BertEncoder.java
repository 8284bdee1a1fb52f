package org.ldm4j.conditioning;

import java.util.List;
import java.util.stream.IntStream;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The paper's own encoder of texts and layouts, trained together with the denoiser (section 4.3.1, table 17): a transformer
 * over tokens that sees all of them, padding included. Only its tokenizer is BERT's.
 */
public final class BertEncoder implements Conditioner {
    private static final double INIT_DEVIATION = 0.02;

    private final Tensor tokenTable;
    private final Tensor positionTable;
    private final List<BertLayer> layers;
    private final Layer finalNorm;

    /** Weights are named as below {@code cond_stage_model.} in a checkpoint of the paper; its logits are not asked for. */
    public BertEncoder(Weights weights, BertConfig config) {
        Weights transformer = weights.at("transformer");
        Init init = Init.normal(INIT_DEVIATION);
        tokenTable = transformer.at("token_emb").get("weight", init, config.vocabulary(), config.width());
        positionTable = transformer.at("pos_emb.emb").get("weight", init, config.positions(), config.width());
        Weights list = transformer.at("attn_layers.layers");
        layers = IntStream.range(0, config.layers())
                .mapToObj(i -> new BertLayer(list.at(2 * i), list.at(2 * i + 1), config))
                .toList();
        finalNorm = transformer.layerNorm("norm", config.width());
    }

    /** ids: int64 [B, N], N at most the config's positions; returns [B, N, width]. */
    @Override
    public Tensor encode(Tensor ids) {
        return Scope.result(() -> {
            Tensor x = tokenTable.embedding(ids).plus(positionTable.narrow(0, 0, ids.size(1)));
            for (BertLayer layer : layers) {
                x = layer.apply(x);
            }
            return x.apply(finalNorm);
        });
    }
}
