package org.ldm4j.checkpoint;

import java.util.List;
import java.util.Set;
import org.ldm4j.conditioning.ClipTextConfig;

/**
 * Names of the CLIP text encoder's parameters: transformers' with {@code text_model.} as in all published folders, and
 * without it, as transformers 5 writes them. Position ids are numbers 0 to 76 that older versions stored as well.
 */
public final class ClipTextKeys {
    private static final String MODEL = "text_model";
    private static final String TOKENS = "token_embedding.weight";
    private static final String POSITIONS = "position_embedding.weight";
    private static final String POSITION_IDS = "embeddings.position_ids";

    private ClipTextKeys() {}

    /** The table for {@code config}; both sides have the names of published folders. */
    public static KeyTable of(ClipTextConfig config) {
        List<KeyTable.Row> rows =
                rows(config).stream().map(ClipTextKeys::withShortName).toList();
        return new KeyTable(rows, Set.of(POSITION_IDS, MODEL + "." + POSITION_IDS));
    }

    /** The same rows with these names alone, as they stand in a whole CLIP model. */
    static List<KeyTable.Row> rows(ClipTextConfig config) {
        KeyRows root = new KeyRows();
        KeyRows model = root.at(MODEL);
        KeyRows embeddings = model.at("embeddings");
        embeddings.tensor(TOKENS, TOKENS, config.vocabulary(), config.width());
        embeddings.tensor(POSITIONS, POSITIONS, config.positions(), config.width());
        for (int i = 0; i < config.layers(); i++) {
            layer(model.at("encoder.layers." + i), config.width(), config.hidden());
        }
        model.norm("final_layer_norm", "final_layer_norm", config.width());
        return root.rows();
    }

    private static KeyTable.Row withShortName(KeyTable.Row row) {
        List<String> shorter = List.of(row.name().substring(MODEL.length() + 1));
        return new KeyTable.Row(row.name(), row.shape(), row.foreign(), row.foreignShape(), shorter);
    }

    /** A layer of either tower. */
    static void layer(KeyRows rows, int width, int hidden) {
        KeyRows attention = rows.at("self_attn");
        for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
            attention.linear(projection, projection, width, width);
        }
        rows.norm("layer_norm1", "layer_norm1", width);
        rows.linear("mlp.fc1", "mlp.fc1", width, hidden);
        rows.linear("mlp.fc2", "mlp.fc2", hidden, width);
        rows.norm("layer_norm2", "layer_norm2", width);
    }
}
