package org.ldm4j.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** All that a run needs to go on bit for bit: weights, Adam's moments, moving averages, the step. Draws need only the step. */
final class TrainingState {
    static final String FILE = "training_state.safetensors";

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final AdamW adam;

    TrainingState(Map<String, Tensor> parameters, AdamW adam, Ema ema) {
        this.adam = adam;
        add("weights.", parameters);
        add("adam.first.", adam.firstMoments());
        add("adam.second.", adam.secondMoments());
        add("ema.", ema.averages());
    }

    private void add(String prefix, Map<String, Tensor> named) {
        named.forEach((name, tensor) -> tensors.put(prefix + name, tensor));
    }

    void write(Path folder, long step) {
        SafetensorsWriter.write(folder.resolve(FILE), tensors, Map.of("step", Long.toString(step)));
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
            long step = Long.parseLong(file.metadata().getOrDefault("step", "-1"));
            adam.resumeAfter(step);
            return step;
        }
    }
}
