package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.nn.TensorSource;

/**
 * Names of a CLIP text encoder's parameters in open_clip's files, as Stable Diffusion 2 has them below
 * {@code cond_stage_model.model.}: query, key and value are one tensor there. What only CLIP's training needs (the
 * projection to the space of pictures, the temperature) lies there too, and often one layer more than is used.
 */
final class OpenClipKeys {
    static final String TOKENS = "token_embedding.weight";
    static final String POSITIONS = "positional_embedding";
    static final String LAYERS = "transformer.resblocks.";
    static final String PROJECTION = "text_projection";
    static final String FIRST_NORM = ".ln_1.weight";
    static final String FIRST_LINEAR = ".mlp.c_fc.weight";

    /** One stored tensor, which is one parameter of ours or several, one behind the other. */
    record Row(String stored, List<String> names) {}

    private final List<Row> rows = new ArrayList<>();
    private final ClipTextConfig config;

    private OpenClipKeys(ClipTextConfig config) {
        this.config = config;
        row(TOKENS, "text_model.embeddings.token_embedding.weight");
        row(POSITIONS, "text_model.embeddings.position_embedding.weight");
        for (int i = 0; i < config.layers(); i++) {
            layer(LAYERS + i + ".", "text_model.encoder.layers." + i + ".");
        }
        pair("ln_final", "text_model.final_layer_norm");
    }

    /** The names of a text encoder of this shape. */
    static OpenClipKeys of(ClipTextConfig config) {
        return new OpenClipKeys(config);
    }

    private void row(String stored, String... names) {
        rows.add(new Row(stored, List.of(names)));
    }

    private void pair(String stored, String name) {
        row(stored + ".weight", name + ".weight");
        row(stored + ".bias", name + ".bias");
    }

    private void layer(String stored, String name) {
        pair(stored + "ln_1", name + "layer_norm1");
        for (String kind : List.of("weight", "bias")) {
            String attention = name + "self_attn.";
            row(
                    stored + "attn.in_proj_" + kind,
                    attention + "q_proj." + kind,
                    attention + "k_proj." + kind,
                    attention + "v_proj." + kind);
        }
        pair(stored + "attn.out_proj", name + "self_attn.out_proj");
        pair(stored + "ln_2", name + "layer_norm2");
        pair(stored + "mlp.c_fc", name + "mlp.fc1");
        pair(stored + "mlp.c_proj", name + "mlp.fc2");
    }

    /** The stored tensors that the encoder is made of. */
    Set<String> stored() {
        Set<String> stored = new LinkedHashSet<>();
        rows.forEach(row -> stored.add(row.stored()));
        return stored;
    }

    /** Tensors of {@code source}, which has open_clip's names, under transformers'; what is not used is left out. */
    RenamedSource toNative(TensorSource source) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        ClipTextKeys.of(config).rows().forEach(row -> shapes.put(row.name(), row.shape()));
        Map<String, RenamedSource.Entry> entries = new LinkedHashMap<>();
        for (Row row : rows) {
            for (int i = 0;
                    source.names().contains(row.stored()) && i < row.names().size();
                    i++) {
                String name = row.names().get(i);
                long[] shape = Objects.requireNonNull(shapes.get(name), name);
                entries.put(
                        name,
                        new RenamedSource.Entry(
                                row.stored(), shape, i, row.names().size()));
            }
        }
        return new RenamedSource(source, entries);
    }

    /** Tensors under transformers' names under open_clip's. */
    TensorSource toForeign(TensorSource source) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        rows.forEach(row -> parts.put(row.stored(), row.names()));
        return new JoinedSource(source, parts);
    }
}
