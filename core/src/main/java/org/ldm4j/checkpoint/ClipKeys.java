package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ldm4j.conditioning.ClipConfig;
import org.ldm4j.conditioning.ClipVisionConfig;

/** Names of a whole CLIP model's parameters, which are those of transformers' CLIPModel. */
public final class ClipKeys {
    private static final Set<String> POSITION_IDS =
            Set.of("text_model.embeddings.position_ids", "vision_model.embeddings.position_ids");

    private ClipKeys() {}

    /** The table for {@code config}; both sides have the same names. */
    public static KeyTable of(ClipConfig config) {
        List<KeyTable.Row> rows = new ArrayList<>(ClipTextKeys.rows(config.text()));
        KeyRows root = new KeyRows();
        vision(root.at("vision_model"), config.vision());
        int projection = config.projection();
        root.linearWithoutBias(
                "visual_projection", "visual_projection", config.vision().width(), projection);
        root.linearWithoutBias(
                "text_projection", "text_projection", config.text().width(), projection);
        root.tensor("logit_scale", "logit_scale");
        rows.addAll(root.rows());
        return new KeyTable(rows, POSITION_IDS);
    }

    private static void vision(KeyRows model, ClipVisionConfig config) {
        int width = config.width(), patch = config.patch();
        String positions = "position_embedding.weight", patches = "patch_embedding.weight";
        KeyRows embeddings = model.at("embeddings");
        embeddings.tensor("class_embedding", "class_embedding", width);
        embeddings.tensor(patches, patches, width, 3, patch, patch);
        embeddings.tensor(positions, positions, config.tokens(), width);
        model.norm("pre_layrnorm", "pre_layrnorm", width);
        for (int i = 0; i < config.layers(); i++) {
            ClipTextKeys.layer(model.at("encoder.layers." + i), width, config.hidden());
        }
        model.norm("post_layernorm", "post_layernorm", width);
    }
}
