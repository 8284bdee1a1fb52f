package org.ldm4j.cli.bench;

import org.ldm4j.tensor.DType;

/**
 * Size of one forward pass.
 *
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param batch pictures in one pass; guidance makes two of each
 * @param type element type of weights and activations
 */
public record Job(int width, int height, int batch, DType type) {
    public Job {
        require(width > 0, "width", width);
        require(height > 0, "height", height);
        require(batch > 0, "batch", batch);
    }

    private static void require(boolean holds, String name, int value) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least 1");
        }
    }
}
