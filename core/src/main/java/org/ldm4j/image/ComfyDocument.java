package org.ldm4j.image;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.ldm4j.image.GenerationParameters.Setting;
import tools.jackson.databind.JsonNode;

/**
 * The graph of ComfyUI: what the sampler node that begins with an empty latent was given, by itself or through the nodes
 * that it names. A link is [node, output]; nodes in between, such as those that combine conditions, are passed.
 */
final class ComfyDocument {
    private static final String INPUTS = "inputs";
    private static final List<String> SAMPLERS = List.of("KSampler", "KSamplerAdvanced", "SamplerCustom");
    private static final Map<String, List<String>> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put(Setting.STEPS, List.of("steps"));
        NAMES.put(Setting.SAMPLER, List.of("sampler_name"));
        NAMES.put(Setting.SCHEDULE, List.of("scheduler"));
        NAMES.put(Setting.CFG_SCALE, List.of("cfg"));
        NAMES.put(Setting.SEED, List.of("seed", "noise_seed"));
        NAMES.put(Setting.STRENGTH, List.of("denoise"));
    }

    private final JsonNode graph;
    private final JsonNode sampler;
    private final int samplers;

    private ComfyDocument(JsonNode graph, List<JsonNode> samplers) {
        this.graph = graph;
        this.samplers = samplers.size();
        this.sampler = samplers.stream()
                .filter(node -> linked(node, "latent_image").has("width"))
                .findFirst()
                .orElse(samplers.get(0));
    }

    static Optional<GenerationParameters> read(String text) {
        return Documents.object(text).flatMap(graph -> {
            List<JsonNode> samplers = StreamSupport.stream(graph.spliterator(), false)
                    .filter(node -> SAMPLERS.contains(node.path("class_type").asString("")))
                    .map(node -> node.path(INPUTS))
                    .toList();
            return samplers.isEmpty() ? Optional.empty() : Optional.of(new ComfyDocument(graph, samplers).parameters());
        });
    }

    private GenerationParameters parameters() {
        Map<String, String> settings = new LinkedHashMap<>();
        NAMES.forEach((name, inputs) -> inputs.stream()
                .flatMap(input -> List.of(sampler, linked(sampler, "sampler"), linked(sampler, "sigmas")).stream()
                        .map(node -> value(node, input)))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .ifPresent(value -> settings.put(name, value)));
        Documents.size(linked(sampler, "latent_image")).ifPresent(size -> settings.put(Setting.SIZE, size));
        put(settings, Setting.MODEL, found(sampler, "ckpt_name", "model", "clip"));
        clipSkip(settings);
        put(settings, "Lora", found(sampler, "lora_name", "model"));
        if (samplers > 1) {
            settings.put("Sampler nodes", String.valueOf(samplers));
        }
        return new GenerationParameters(prompt("positive"), prompt("negative"), settings);
    }

    private static void put(Map<String, String> settings, String name, String value) {
        if (!value.isEmpty()) {
            settings.put(name, value);
        }
    }

    /** ComfyUI counts from the end, -1 for no layer left out; the web UI does the same without the sign. */
    private void clipSkip(Map<String, String> settings) {
        String layer =
                found(linked(sampler, "positive"), "stop_at_clip_layer", "clip", "conditioning", "conditioning_1");
        if (layer.startsWith("-") && !layer.equals("-1")) {
            settings.put(Setting.CLIP_SKIP, layer.substring(1));
        }
    }

    private String prompt(String input) {
        return found(linked(sampler, input), "text", "conditioning", "conditioning_1", input);
    }

    /** The value of an input at a node, or at the first node along the links that has one; empty if none has. */
    private String found(JsonNode node, String input, String... along) {
        Set<JsonNode> passed = new HashSet<>();
        JsonNode here = node;
        while (here.isObject() && passed.add(here)) {
            String value = value(here, input);
            if (!value.isEmpty()) {
                return value;
            }
            JsonNode from = here;
            here = List.of(along).stream()
                    .map(link -> linked(from, link))
                    .filter(JsonNode::isObject)
                    .findFirst()
                    .orElse(from);
        }
        return "";
    }

    /** The value of an input: its own, or that of the node with a single value that it names. */
    private String value(JsonNode node, String input) {
        JsonNode value = node.path(input);
        if (value.isValueNode()) {
            return value.asString("");
        }
        JsonNode source = linked(node, input);
        return List.of("value", "text", "string", input).stream()
                .map(source::path)
                .filter(JsonNode::isValueNode)
                .map(each -> each.asString(""))
                .findFirst()
                .orElse("");
    }

    /** The inputs of the node that an input names. */
    private JsonNode linked(JsonNode node, String input) {
        return graph.path(node.path(input).path(0).asString("")).path(INPUTS);
    }
}
