package org.ldm4j.training;

import java.util.Map;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** What is done to the gradients between the backward pass and the optimiser's step. */
final class Gradients {
    /** Takes the name and the length of a gradient that is not finite. */
    @FunctionalInterface
    interface Fault {
        RuntimeException of(String parameter, double norm);
    }

    private Gradients() {}

    /**
     * Length of all gradients together. Every gradient is looked at: a value that is not finite ends in {@code fault}
     * before it reaches a weight.
     */
    static double norm(Map<String, Tensor> parameters, Fault fault) {
        double squares = 0;
        try (Scope scope = Scope.open()) {
            for (Map.Entry<String, Tensor> entry : parameters.entrySet()) {
                Tensor gradient = entry.getValue().grad();
                double norm = gradient == null ? 0 : gradient.norm().item();
                if (!Double.isFinite(norm)) {
                    throw fault.of(entry.getKey(), norm);
                }
                squares += norm * norm;
            }
        }
        return Math.sqrt(squares);
    }

    /** Shortens all gradients by the same factor where their length {@code norm} is above {@code limit}. */
    static void clip(Map<String, Tensor> parameters, double norm, double limit) {
        if (limit == 0 || norm <= limit) {
            return;
        }
        try (Scope scope = Scope.open()) {
            for (Tensor parameter : parameters.values()) {
                Tensor gradient = parameter.grad();
                if (gradient != null) {
                    gradient.timesInPlace(limit / (norm + 1e-6));
                }
            }
        }
    }
}
