package org.ldm4j.checkpoint;

import java.util.Set;
import org.ldm4j.conditioning.BertConfig;

/**
 * Names of the paper's text encoder's parameters: those of its code below {@code cond_stage_model.}, where attention and
 * feed-forward layers are counted on, and diffusers' LDMBertModel's. {@code to_logits} is in every file and never used.
 */
public final class BertKeys {
    private BertKeys() {}

    /** The table for {@code config}. */
    public static KeyTable of(BertConfig config) {
        KeyRows root = new KeyRows();
        int width = config.width();
        KeyRows model = root.at("transformer", "model");
        model.tensor("token_emb.weight", "embed_tokens.weight", config.vocabulary(), width);
        model.tensor("pos_emb.emb.weight", "embed_positions.weight", config.positions(), width);
        for (int i = 0; i < config.layers(); i++) {
            String layers = "attn_layers.layers.";
            attention(model.at(layers + 2 * i, "layers." + i), config);
            feedForward(model.at(layers + (2 * i + 1), "layers." + i), config);
        }
        model.norm("norm", "layer_norm", width);
        root.linear("transformer.to_logits", "to_logits", width, config.vocabulary());
        return new KeyTable(root.rows(), Set.of());
    }

    private static void attention(KeyRows rows, BertConfig config) {
        int width = config.width(), inner = config.heads() * config.headChannels();
        rows.norm("0", "self_attn_layer_norm", width);
        rows.linearWithoutBias("1.to_q", "self_attn.q_proj", width, inner);
        rows.linearWithoutBias("1.to_k", "self_attn.k_proj", width, inner);
        rows.linearWithoutBias("1.to_v", "self_attn.v_proj", width, inner);
        rows.linear("1.to_out", "self_attn.out_proj", inner, width);
    }

    private static void feedForward(KeyRows rows, BertConfig config) {
        rows.norm("0", "final_layer_norm", config.width());
        rows.linear("1.net.0.0", "fc1", config.width(), config.hidden());
        rows.linear("1.net.2", "fc2", config.hidden(), config.width());
    }
}
