package org.ldm4j.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@link GenerationParameters} as one line of JSON. */
final class OwnDocument {
    private static final String PROMPT = "prompt";
    private static final String NEGATIVE = "negative_prompt";
    private static final String SETTINGS = "settings";

    private OwnDocument() {}

    static String write(GenerationParameters parameters) {
        ObjectNode document = Documents.JSON.createObjectNode();
        document.put(PROMPT, parameters.prompt());
        document.put(NEGATIVE, parameters.negativePrompt());
        ObjectNode settings = document.putObject(SETTINGS);
        parameters.settings().forEach(settings::put);
        return Documents.JSON.writeValueAsString(document);
    }

    /** Empty if the text is none of ours. */
    static Optional<GenerationParameters> read(String text) {
        return Documents.object(text)
                .filter(document -> document.path(PROMPT).isString())
                .map(OwnDocument::parameters);
    }

    private static GenerationParameters parameters(JsonNode document) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : document.path(SETTINGS).properties()) {
            settings.put(entry.getKey(), entry.getValue().asString(""));
        }
        return new GenerationParameters(
                document.path(PROMPT).asString(), document.path(NEGATIVE).asString(""), settings);
    }
}
