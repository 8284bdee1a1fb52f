package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipVisionConfig;
import org.ldm4j.text.ClipTokenizer;

/** Configurations of transformers' CLIPTextModel, as in {@code text_encoder/config.json}, and CLIPModel; both directions. */
final class TransformersClipConfig {
    static final String CLASS = "CLIPTextModel";

    private static final String MODEL_CLASS = "CLIPModel";

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
                activation(file)));
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

    // ------------------------------------------------------------------ with the image tower

    /** {@code config.json} of a whole CLIPModel. */
    static ClipConfig readModel(ConfigFile file) {
        ClipTextConfig text = read(file.section("text_config"));
        ClipVisionConfig vision = readVision(file.section("vision_config"));
        return file.translate(() -> new ClipConfig(text, vision, file.whole("projection_dim", 512, MAX_WIDTH)));
    }

    private static ClipVisionConfig readVision(ConfigFile file) {
        file.requireOnly("layer_norm_eps", 1e-5);
        file.requireOnly("num_channels", 3);
        return file.translate(() -> new ClipVisionConfig(
                file.whole("image_size", 224, MAX_WIDTH),
                file.whole("patch_size", 32, MAX_WIDTH),
                file.whole("hidden_size", 768, MAX_WIDTH),
                file.whole("num_hidden_layers", 12, MAX_LAYERS),
                file.whole("num_attention_heads", 12, MAX_WIDTH),
                file.whole("intermediate_size", 3072, 4 * MAX_WIDTH),
                activation(file)));
    }

    static Map<String, Object> writeModel(ClipConfig config, ClipTokenizer tokenizer) {
        Map<String, Object> text = write(config.text(), tokenizer);
        text.remove("architectures");
        text.put("projection_dim", config.projection());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("architectures", List.of(MODEL_CLASS));
        fields.put("initializer_factor", 1.0);
        fields.put("logit_scale_init_value", ClipConfig.FIRST_LOGIT_SCALE);
        fields.put("model_type", "clip");
        fields.put("projection_dim", config.projection());
        fields.put("text_config", text);
        fields.put("vision_config", writeVision(config.vision(), config.projection()));
        return fields;
    }

    private static Map<String, Object> writeVision(ClipVisionConfig config, int projection) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("attention_dropout", 0.0);
        fields.put("hidden_act", config.activation().name().toLowerCase(Locale.ROOT));
        fields.put("hidden_size", config.width());
        fields.put("image_size", config.size());
        fields.put("initializer_factor", 1.0);
        fields.put("initializer_range", 0.02);
        fields.put("intermediate_size", config.hidden());
        fields.put("layer_norm_eps", 1e-5);
        fields.put("model_type", "clip_vision_model");
        fields.put("num_attention_heads", config.heads());
        fields.put("num_channels", 3);
        fields.put("num_hidden_layers", config.layers());
        fields.put("patch_size", config.patch());
        fields.put("projection_dim", projection);
        return fields;
    }

    private static Activation activation(ConfigFile file) {
        return file.choice(
                "hidden_act", "quick_gelu", Map.of("quick_gelu", Activation.QUICK_GELU, "gelu", Activation.GELU));
    }
}
