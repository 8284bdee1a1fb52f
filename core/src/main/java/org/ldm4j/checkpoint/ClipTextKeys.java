package org.ldm4j.checkpoint;

import java.util.Set;
import org.ldm4j.conditioning.ClipTextConfig;

/**
 * Names of the CLIP text encoder's parameters: transformers' with {@code text_model.} as in all published folders, and
 * without it, as transformers 5 writes them. Position ids are numbers 0 to 76 that older versions stored as well.
 */
public final class ClipTextKeys {
    private static final String TOKENS = "token_embedding.weight";
    private static final String POSITIONS = "position_embedding.weight";
    private static final String POSITION_IDS = "embeddings.position_ids";

    private ClipTextKeys() {}

    /** The table for {@code config}; the foreign names are those without {@code text_model.}. */
    public static KeyTable of(ClipTextConfig config) {
        KeyRows root = new KeyRows();
        KeyRows embeddings = root.at("text_model.embeddings", "embeddings");
        embeddings.tensor(TOKENS, TOKENS, config.vocabulary(), config.width());
        embeddings.tensor(POSITIONS, POSITIONS, config.positions(), config.width());
        for (int i = 0; i < config.layers(); i++) {
            layer(root.at("text_model.encoder.layers." + i, "encoder.layers." + i), config);
        }
        root.norm("text_model.final_layer_norm", "final_layer_norm", config.width());
        return root.table(Set.of(POSITION_IDS, "text_model." + POSITION_IDS));
    }

    private static void layer(KeyRows rows, ClipTextConfig config) {
        int width = config.width();
        KeyRows attention = rows.at("self_attn");
        for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
            attention.linear(projection, projection, width, width);
        }
        rows.norm("layer_norm1", "layer_norm1", width);
        rows.linear("mlp.fc1", "mlp.fc1", width, config.hidden());
        rows.linear("mlp.fc2", "mlp.fc2", config.hidden(), width);
        rows.norm("layer_norm2", "layer_norm2", width);
    }
}
