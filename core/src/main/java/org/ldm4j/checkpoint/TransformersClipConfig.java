package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.text.ClipTokenizer;

/** {@code text_encoder/config.json} of transformers' CLIPTextModel, in both directions. */
final class TransformersClipConfig {
    static final String CLASS = "CLIPTextModel";

    private static final int MAX_WIDTH = 1 << 14;
    private static final int MAX_LAYERS = 128;
    private static final int MAX_VOCABULARY = 1 << 22;

    private TransformersClipConfig() {}

    static ClipTextConfig read(ConfigFile file) {
        file.requireOnly("layer_norm_eps", 1e-5);
        return file.translate(() -> new ClipTextConfig(
                file.whole("vocab_size", 49408, MAX_VOCABULARY),
                file.whole("max_position_embeddings", 77, MAX_WIDTH),
                file.whole("hidden_size", 512, MAX_WIDTH),
                file.whole("num_hidden_layers", 12, MAX_LAYERS),
                file.whole("num_attention_heads", 8, MAX_WIDTH),
                file.whole("intermediate_size", 2048, 4 * MAX_WIDTH),
                file.choice(
                        "hidden_act",
                        "quick_gelu",
                        Map.of("quick_gelu", Activation.QUICK_GELU, "gelu", Activation.GELU))));
    }

    static Map<String, Object> write(ClipTextConfig config, ClipTokenizer tokenizer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("architectures", List.of(CLASS));
        fields.put("attention_dropout", 0.0);
        fields.put("bos_token_id", tokenizer.startId());
        fields.put("eos_token_id", tokenizer.endId());
        fields.put("hidden_act", config.activation().name().toLowerCase(Locale.ROOT));
        fields.put("hidden_size", config.width());
        fields.put("initializer_factor", 1.0);
        fields.put("initializer_range", 0.02);
        fields.put("intermediate_size", config.hidden());
        fields.put("layer_norm_eps", 1e-5);
        fields.put("max_position_embeddings", config.positions());
        fields.put("model_type", "clip_text_model");
        fields.put("num_attention_heads", config.heads());
        fields.put("num_hidden_layers", config.layers());
        fields.put("pad_token_id", tokenizer.padId());
        fields.put("projection_dim", config.width());
        fields.put("vocab_size", config.vocabulary());
        return fields;
    }
}
