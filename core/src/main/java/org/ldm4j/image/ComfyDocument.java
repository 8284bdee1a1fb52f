package org.ldm4j.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.ldm4j.image.GenerationParameters.Setting;
import tools.jackson.databind.JsonNode;

/** The graph of ComfyUI: what its first sampler node, and the nodes that this one names, were given. */
final class ComfyDocument {
    private static final String INPUTS = "inputs";
    private static final Map<String, String> NAMES = Map.of(
            "steps", Setting.STEPS,
            "sampler_name", Setting.SAMPLER,
            "scheduler", Setting.SCHEDULE,
            "cfg", Setting.CFG_SCALE,
            "seed", Setting.SEED,
            "noise_seed", Setting.SEED,
            "denoise", Setting.STRENGTH);

    private final JsonNode graph;
    private final JsonNode sampler;

    private ComfyDocument(JsonNode graph, JsonNode sampler) {
        this.graph = graph;
        this.sampler = sampler;
    }

    static Optional<GenerationParameters> read(String text) {
        return Documents.object(text).flatMap(graph -> StreamSupport.stream(graph.spliterator(), false)
                .filter(node -> node.path("class_type").asString("").startsWith("KSampler"))
                .findFirst()
                .map(node -> new ComfyDocument(graph, node.path(INPUTS)).parameters()));
    }

    private GenerationParameters parameters() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : sampler.properties()) {
            String name = NAMES.get(entry.getKey());
            if (name != null && entry.getValue().isValueNode()) {
                settings.put(name, entry.getValue().asString());
            }
        }
        Documents.size(linked("latent_image")).ifPresent(size -> settings.put(Setting.SIZE, size));
        String model = linked("model").path("ckpt_name").asString("");
        if (!model.isEmpty()) {
            settings.put(Setting.MODEL, model);
        }
        return new GenerationParameters(
                linked("positive").path("text").asString(""),
                linked("negative").path("text").asString(""),
                settings);
    }

    /** The inputs of the node that an input of the sampler names: a link is [node, output]. */
    private JsonNode linked(String input) {
        return graph.path(sampler.path(input).path(0).asString("")).path(INPUTS);
    }
}
