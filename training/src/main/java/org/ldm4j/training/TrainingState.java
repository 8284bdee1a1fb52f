package org.ldm4j.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * All that a run needs to go on bit for bit: weights and Adam's moments of each group, buffers, the moving average, the
 * step. Draws need only the step.
 */
final class TrainingState {
    static final String FILE = "training_state.safetensors";
    private static final String STEP = "step";
    private static final String MEAN = "monitored_mean";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final List<AdamW> optimisers;

    TrainingState(Trainer trainer, List<AdamW> optimisers, Ema ema) {
        this.optimisers = optimisers;
        for (int group = 0; group < optimisers.size(); group++) {
            String suffix = group == 0 ? "." : "-" + (group + 1) + ".";
            add("weights" + suffix, trainer.groups().get(group));
            add("adam.first" + suffix, optimisers.get(group).firstMoments());
            add("adam.second" + suffix, optimisers.get(group).secondMoments());
        }
        add("buffers.", trainer.buffers());
        add("ema.", ema.averages());
    }

    private void add(String prefix, Map<String, Tensor> named) {
        named.forEach((name, tensor) -> tensors.put(prefix + name, tensor));
    }

    /** @param mean of the monitored figure */
    void write(Path folder, long step, double mean) {
        SafetensorsWriter.write(
                folder.resolve(FILE), tensors, Map.of(STEP, Long.toString(step), MEAN, Double.toString(mean)));
    }

    /** The mean that a checkpoint was written with; NaN where none can be read. */
    static double mean(Path folder) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(FILE))) {
            return Double.parseDouble(file.metadata().getOrDefault(MEAN, "NaN"));
        } catch (CheckpointException | NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Restores everything and returns the step it was saved after. */
    long read(Path folder) {
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve(FILE))) {
            if (!file.names().equals(tensors.keySet())) {
                throw TrainingException.refused(
                        "training state: expected the tensors of this run's networks, found others (" + folder
                                + "); were the model settings changed?");
            }
            tensors.forEach((name, tensor) -> {
                try (Scope scope = Scope.open()) {
                    tensor.copyInPlace(file.read(name));
                }
            });
            long step = Long.parseLong(file.metadata().getOrDefault(STEP, "-1"));
            optimisers.forEach(adam -> adam.resumeAfter(step));
            return step;
        }
    }
}
