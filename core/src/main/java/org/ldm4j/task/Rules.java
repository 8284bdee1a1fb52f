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

    /** A strength that leaves at least one step to take. */
    static void requireStrength(double strength, SamplingOptions sampling) {
        require(strength > 0 && strength <= 1, "strength", strength, "be above 0 and at most 1");
        int steps = sampling.plan().count();
        require(
                (int) (steps * strength) >= 1,
                "strength",
                strength,
                "leave at least one of the " + steps + " steps to take");
    }
}
