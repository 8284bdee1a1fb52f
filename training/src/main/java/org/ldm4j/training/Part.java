package org.ldm4j.training;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A network of a model in training, with its weights: float32, or float64 where a whole run computes in it. */
final class Part<N> implements AutoCloseable {
    private final Weights weights;
    private final N network;

    private Part(Weights weights, N network) {
        this.weights = weights;
        this.network = network;
    }

    /** A new one. */
    static <N> Part<N> created(Weights made, DType type, Function<Weights, N> constructor) {
        N network = constructor.apply(made);
        if (type != DType.FP64) {
            return new Part<>(made, network);
        }
        try (made;
                Scope scope = Scope.open()) {
            Weights wide = made.converted(DType.FP64);
            return new Part<>(wide, constructor.apply(wide));
        }
    }

    /** One that begins with the values of another; laid out in memory as a new one. */
    static <N> Part<N> read(TensorSource values, DType type, Function<Weights, N> constructor) {
        Part<N> part = created(Weights.create(0), type, constructor);
        part.weights.parameters().forEach((name, parameter) -> {
            try (Scope scope = Scope.open()) {
                parameter.copyInPlace(values.read(name));
            }
        });
        return part;
    }

    N network() {
        return network;
    }

    /** Its parameters under full names, each asking for gradients. */
    Map<String, Tensor> trained(String prefix) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        weights.parameters().forEach((name, parameter) -> named.put(prefix + name, parameter.requireGrad()));
        return named;
    }

    /** Its tensors under its own names. */
    TensorSource tensors() {
        return new TensorMap(weights.parameters(), "the frozen part");
    }

    /** Those of {@code all} whose names begin with {@code prefix}, without it. */
    static TensorSource below(String prefix, Map<String, Tensor> all) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        all.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return new TensorMap(part, "the moving average");
    }

    @Override
    public void close() {
        weights.close();
    }
}
