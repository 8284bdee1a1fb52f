package org.ldm4j.task;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.TensorFile;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/**
 * One network of a model.
 *
 * @param network the network
 * @param config its shape
 * @param weights its parameters under the names of the paper's code; they are the network's, and closed with it
 * @param origin opens what they were read from, in its own precision; null if they came from no file
 */
public record Component<N, C>(
        N network, C config, Weights weights, @Nullable Supplier<? extends TensorFile> origin)
        implements AutoCloseable {

    /**
     * Reads a network; a failure leaves nothing behind.
     *
     * @param origin opens the file with its tensors
     * @param memory tells whether there is room for them
     * @param constructor makes the network
     */
    static <N, C> Component<N, C> read(
            Supplier<? extends TensorFile> origin,
            DType type,
            MemoryPolicy memory,
            C config,
            BiFunction<Weights, C, N> constructor) {
        try (TensorFile source = origin.get()) {
            memory.requireRoom(source, type);
            return of(Weights.from(source, type), config, constructor, origin);
        }
    }

    private static <N, C> Component<N, C> of(
            Weights weights,
            C config,
            BiFunction<Weights, C, N> constructor,
            @Nullable Supplier<? extends TensorFile> origin) {
        try {
            return new Component<>(constructor.apply(weights, config), config, weights, origin);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /**
     * The same network with some parameters replaced; the others are shared, and each of the two is closed by itself.
     *
     * @param others what stands for the parameters of those names
     * @param config the shape of the result
     * @param constructor makes the network
     */
    Component<N, C> with(Map<String, Tensor> others, C config, BiFunction<Weights, C, N> constructor) {
        return of(weights.with(others), config, constructor, origin);
    }

    @Override
    public void close() {
        weights.close();
    }
}
