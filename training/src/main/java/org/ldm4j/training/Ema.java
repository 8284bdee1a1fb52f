package org.ldm4j.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Moving average of the weights, which is what samples are made with: after update n the decay is
 * min(decay, (1 + n) / (10 + n)), n counted from 1, or always the highest (the paper's LitEma with and without
 * {@code use_num_updates}).
 */
final class Ema implements AutoCloseable {
    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> averages = new LinkedHashMap<>();
    private final double highestDecay;
    private final boolean ramp;

    Ema(Map<String, Tensor> parameters, double highestDecay, boolean ramp) {
        this.parameters = parameters;
        this.highestDecay = highestDecay;
        this.ramp = ramp;
        try (Scope scope = Scope.open()) {
            parameters.forEach((name, p) -> averages.put(name, p.detach().copy().keep()));
        }
    }

    Map<String, Tensor> averages() {
        return averages;
    }

    double decay(long update) {
        return ramp ? Math.min(highestDecay, (1.0 + update) / (10.0 + update)) : highestDecay;
    }

    void update(long update) {
        double weight = 1 - decay(update);
        averages.forEach((name, average) -> average.lerpInPlace(Objects.requireNonNull(parameters.get(name)), weight));
    }

    @Override
    public void close() {
        averages.values().forEach(Tensor::close);
    }
}
