package org.ldm4j.image;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON that others have put into pictures: it may be anything. */
final class Documents {
    static final JsonMapper JSON = JsonMapper.shared();

    private Documents() {}

    /** The object that {@code text} is; empty if it is none. */
    static Optional<JsonNode> object(String text) {
        try {
            return Optional.of(JSON.readTree(text)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
