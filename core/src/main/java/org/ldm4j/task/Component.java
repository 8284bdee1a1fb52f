package org.ldm4j.task;

import org.ldm4j.nn.Weights;

/**
 * One network of a model.
 *
 * @param network the network
 * @param config its shape
 * @param weights its parameters under the names of the paper's code; they are the network's, and closed with it
 */
public record Component<N, C>(N network, C config, Weights weights) implements AutoCloseable {
    @Override
    public void close() {
        weights.close();
    }
}
