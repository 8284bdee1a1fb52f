package org.ldm4j.image;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON that others have put into pictures: it may be anything. */
final class Documents {
    static final JsonMapper JSON = JsonMapper.shared();

    private Documents() {}

    /** A picture's size as settings write it, if a document has {@code width} and {@code height}. */
    static Optional<String> size(JsonNode node) {
        JsonNode width = node.path("width"), height = node.path("height");
        boolean given = width.isNumber() && height.isNumber();
        return given ? Optional.of(width.asString() + "x" + height.asString()) : Optional.empty();
    }

    /** The object that {@code text} is; empty if it is none. */
    static Optional<JsonNode> object(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
