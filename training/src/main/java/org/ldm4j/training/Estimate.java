package org.ldm4j.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.tensor.Tensor;

/**
 * What a run would be and take.
 *
 * @param config every setting, as YAML
 * @param settings the same as names and values
 * @param networks parameters of each network, by the first word of their names
 * @param stateBytes what weights, gradients, moments and the moving average take, besides what a step needs
 * @param checkpointBytes what the training state of a checkpoint takes on disk, besides its model
 * @param steps of the whole run
 * @param secondsPerStep measured, without saving
 */
public record Estimate(
        String config,
        Map<String, Object> settings,
        Map<String, Long> networks,
        long stateBytes,
        long checkpointBytes,
        long steps,
        double secondsPerStep) {
    /** The first step also warms up, so it is not counted. */
    private static final int MEASURED = 2;

    /** Of each parameter a run keeps weight, gradient and two moments; of those of the first group the average, too. */
    private static final int OF_EACH = 4;

    static Estimate of(Object config, Settings settings, Trainer trainer) {
        List<Map<String, Tensor>> groups = trainer.groups();
        long all = groups.stream().mapToLong(Estimate::count).sum();
        long averaged = count(groups.get(0));
        return new Estimate(
                RunConfigs.text(config),
                RunConfigs.tree(config),
                networks(groups),
                Float.BYTES * (OF_EACH * all + averaged),
                Float.BYTES * ((OF_EACH - 1) * all + averaged),
                settings.steps(),
                secondsPerStep(trainer, settings));
    }

    private static long count(Map<String, Tensor> parameters) {
        return parameters.values().stream().mapToLong(Tensor::count).sum();
    }

    private static Map<String, Long> networks(List<Map<String, Tensor>> groups) {
        Map<String, Long> networks = new LinkedHashMap<>();
        for (Map<String, Tensor> group : groups) {
            group.forEach((name, parameter) -> networks.merge(name.split("\\.", 2)[0], parameter.count(), Long::sum));
        }
        return networks;
    }

    private static double secondsPerStep(Trainer trainer, Settings settings) {
        List<Double> seconds = new ArrayList<>();
        try (var optimisation = new Optimisation(trainer, settings)) {
            for (long step = 1; step <= 1 + MEASURED; step++) {
                long start = System.nanoTime();
                optimisation.step(step, (name, value) -> {});
                seconds.add((System.nanoTime() - start) / 1e9);
            }
        } catch (NotFinite e) {
            throw TrainingException.refused(String.valueOf(e.getMessage()));
        }
        return seconds.stream()
                .skip(1)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    public long parameters() {
        return networks.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Of the whole run, without saving. */
    public double seconds() {
        return steps * secondsPerStep;
    }
}
