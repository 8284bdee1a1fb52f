package org.ldm4j.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.ldm4j.image.GenerationParameters.Setting;
import tools.jackson.databind.JsonNode;

/** The metadata document of InvokeAI. */
final class InvokeDocument {
    private static final Map<String, String> NAMES = Map.of(
            "steps", Setting.STEPS,
            "scheduler", Setting.SAMPLER,
            "cfg_scale", Setting.CFG_SCALE,
            "seed", Setting.SEED,
            "strength", Setting.STRENGTH,
            "cfg_rescale_multiplier", Setting.GUIDANCE_RESCALE);

    private InvokeDocument() {}

    static Optional<GenerationParameters> read(String text) {
        return Documents.object(text).map(InvokeDocument::parameters);
    }

    private static GenerationParameters parameters(JsonNode document) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : document.properties()) {
            String name = NAMES.get(entry.getKey());
            if (name != null
                    && entry.getValue().isValueNode()
                    && !entry.getValue().isNull()) {
                settings.put(name, entry.getValue().asString());
            }
        }
        int skipped = document.path("clip_skip").asInt(0);
        if (skipped > 0) {
            settings.put(Setting.CLIP_SKIP, String.valueOf(skipped + 1)); // InvokeAI counts layers that are left out
        }
        if (document.path("loras").size() > 0) {
            settings.put("Lora", String.valueOf(document.path("loras").size()));
        }
        Documents.size(document).ifPresent(size -> settings.put(Setting.SIZE, size));
        JsonNode model = document.path("model");
        String modelName = model.path("name").asString(model.path("model_name").asString(""));
        if (!modelName.isEmpty()) {
            settings.put(Setting.MODEL, modelName);
        }
        String prompt = document.path("positive_prompt").asString("");
        return new GenerationParameters(prompt, document.path("negative_prompt").asString(""), settings);
    }
}
