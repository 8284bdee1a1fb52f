package org.ldm4j.task;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;

/**
 * How a model deals with the memory at hand.
 *
 * @param tiling whether the first stage takes pictures in tiles
 * @param free tells how many bytes may be used now; null for what the machine has
 */
public record MemoryPolicy(VaeTiling tiling, @Nullable LongSupplier free) {
    /** What the machine has, and tiles where it is too little. */
    public static final MemoryPolicy DEFAULT = new MemoryPolicy(VaeTiling.AUTO, null);

    public MemoryPolicy withTiling(VaeTiling choice) {
        return new MemoryPolicy(choice, free);
    }

    /** Never more than so many bytes beside the weights. */
    public MemoryPolicy withFree(LongSupplier bytes) {
        return new MemoryPolicy(tiling, bytes);
    }

    /**
     * Refuses weights that do not fit, before the first is read.
     *
     * @throws MemoryException naming what is needed and what there is
     */
    void requireRoom(TensorSource weights, DType type) {
        long need = weights.names().stream()
                .mapToLong(name -> Arrays.stream(weights.shape(name)).reduce(type.bytes(), (a, b) -> a * b))
                .sum();
        long found = freeBytes().getAsLong();
        if (need > found) {
            throw MemoryException.of(
                    need, "the weights of " + weights.description() + " in " + type.label(), found, "");
        }
    }

    /** What tells the free bytes from now on. */
    LongSupplier freeBytes() {
        return free == null ? FreeMemory.fromNow() : free;
    }
}
