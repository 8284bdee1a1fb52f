package org.ldm4j.addon;

import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The settings that diffusers writes into the header of a LoRA file since PEFT's keys have no tensor for alpha; without
 * them such a file has scale 1.
 */
final class AdapterMetadata {
    private static final String KEY = "lora_adapter_metadata";
    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode fields;

    private AdapterMetadata(JsonNode fields) {
        this.fields = fields;
    }

    static AdapterMetadata of(Map<String, String> header, String where) {
        try {
            return new AdapterMetadata(JSON.readTree(header.getOrDefault(KEY, "{}")));
        } catch (JacksonException e) {
            throw CheckpointException.of(Code.BAD_METADATA, KEY, "JSON", "something else", where);
        }
    }

    /**
     * alpha / rank of a module whose name begins with its network's, such as
     * {@code unet.mid_block.attentions.0.proj_in}; 1 if nothing is said. Rank-stabilised LoRA divides by the root.
     */
    double scale(String module, long rank) {
        String network = module.substring(0, Math.max(module.indexOf('.'), 0));
        JsonNode alpha = alpha(module, network);
        if (!alpha.isNumber()) {
            return 1;
        }
        boolean stabilised = fields.path(network + ".use_rslora").asBoolean(false);
        return alpha.doubleValue() / (stabilised ? Math.sqrt((double) rank) : rank);
    }

    private JsonNode alpha(String module, String network) {
        for (Map.Entry<String, JsonNode> own :
                fields.path(network + ".alpha_pattern").properties()) {
            if (module.endsWith("." + own.getKey())) {
                return own.getValue();
            }
        }
        return fields.path(network + ".lora_alpha");
    }
}
