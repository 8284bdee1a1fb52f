package org.ldm4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The schedulers of {@code ldm.lr_scheduler} in the paper's code, and what their arguments mean. */
final class CompvisSchedule {
    private CompvisSchedule() {}

    /**
     * Translates one.
     *
     * @param name of the class, with or without its package
     * @param arguments its {@code params}
     */
    static ScheduleConfig read(String name, JsonNode arguments, Object where) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "LambdaWarmUpCosineScheduler" ->
                new ScheduleConfig(
                        "lambda_warmup_cosine",
                        numbers(arguments, "warm_up_steps", JsonNode::asLong, where),
                        numbers(arguments, "lr_start", JsonNode::asDouble, where),
                        numbers(arguments, "lr_max", JsonNode::asDouble, where),
                        numbers(arguments, "lr_min", JsonNode::asDouble, where),
                        numbers(arguments, "max_decay_steps", JsonNode::asLong, where));
            case "LambdaWarmUpCosineScheduler2" -> cycles("lambda_warmup_cosine", arguments, where);
            case "LambdaLinearScheduler" -> cycles("lambda_linear", arguments, where);
            default ->
                throw TrainingException.refused(
                        "scheduler_config: expected a class of ldm.lr_scheduler, found " + name + " (" + where + ")");
        };
    }

    private static ScheduleConfig cycles(String name, JsonNode arguments, Object where) {
        return new ScheduleConfig(
                name,
                numbers(arguments, "warm_up_steps", JsonNode::asLong, where),
                numbers(arguments, "f_start", JsonNode::asDouble, where),
                numbers(arguments, "f_max", JsonNode::asDouble, where),
                numbers(arguments, "f_min", JsonNode::asDouble, where),
                numbers(arguments, "cycle_lengths", JsonNode::asLong, where));
    }

    /** A list, or a single number as a list of one. */
    private static <N> List<N> numbers(JsonNode arguments, String key, Function<JsonNode, N> number, Object where) {
        JsonNode value = arguments.path(key);
        List<N> numbers = new ArrayList<>();
        for (JsonNode entry : value.isArray() ? value : List.of(value)) {
            if (!entry.isNumber()) {
                throw TrainingException.refused(
                        "scheduler_config." + key + ": expected numbers, found " + value + " (" + where + ")");
            }
            numbers.add(number.apply(entry));
        }
        return numbers;
    }
}
