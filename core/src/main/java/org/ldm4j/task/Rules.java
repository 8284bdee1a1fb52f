package org.ldm4j.task;

import org.jspecify.annotations.Nullable;

/** Checks of a request's values; a broken one names the value and the rule. */
final class Rules {
    private Rules() {}

    static void require(boolean holds, String name, @Nullable Object value, String rule) {
        if (!holds) {
            throw new RequestException(name + ": expected it to " + rule + ", found " + value + " (request)");
        }
    }
}
