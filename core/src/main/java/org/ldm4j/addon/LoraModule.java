package org.ldm4j.addon;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.checkpoint.Names;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The tensors of a LoRA file that belong to one layer, by their roles. */
final class LoraModule {
    private final String name;
    private final TensorSource file;
    private final AdapterMetadata metadata;
    private final Map<LoraPart, String> keys = new EnumMap<>(LoraPart.class);

    LoraModule(String name, TensorSource file, AdapterMetadata metadata) {
        this.name = name;
        this.file = file;
        this.metadata = metadata;
    }

    String name() {
        return name;
    }

    void put(LoraPart part, String key) {
        String other = keys.putIfAbsent(part, key);
        if (other != null && part != LoraPart.UNSUPPORTED) {
            throw refuse(other, "one tensor of this role", "another, " + Names.quoted(key));
        }
    }

    boolean has(LoraPart part) {
        return keys.containsKey(part);
    }

    boolean hasNothingButAlpha() {
        return keys.keySet().equals(Set.of(LoraPart.ALPHA));
    }

    boolean isForBiasAlone() {
        return keys.keySet().equals(Set.of(LoraPart.BIAS_DIFFERENCE));
    }

    /** Names of its tensors in the file. */
    List<String> keys() {
        return List.copyOf(keys.values());
    }

    private String key(LoraPart part) {
        String key = keys.get(part);
        if (key == null) {
            throw refuse(name, "a tensor " + part + " as well", keys.values().toString());
        }
        return key;
    }

    long[] shape(LoraPart part) {
        String key = key(part);
        long[] shape = file.shape(key);
        if (Arrays.stream(shape).anyMatch(length -> length == 0)) {
            throw refuse(key, "at least one value", "shape " + Arrays.toString(shape));
        }
        return shape;
    }

    /** Lengths of the first dimension and of all others together: the tensor as a matrix. */
    long[] matrix(LoraPart part) {
        long[] shape = shape(part);
        if (shape.length < 2) {
            throw refuse(key(part), "a matrix or the kernel of a convolution", "shape " + Arrays.toString(shape));
        }
        return new long[] {shape[0], Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact)};
    }

    /** The tensor as a float32 matrix. */
    Tensor readMatrix(LoraPart part) {
        return read(part).reshape(matrix(part));
    }

    /** The tensor in float32. */
    Tensor read(LoraPart part) {
        return Scope.result(() -> file.read(key(part)).to(DType.FP32));
    }

    void requireRank(LoraPart part, long expected, long found) {
        if (expected != found) {
            throw refuse(key(part), "rank " + expected + " as in its partner", "rank " + found);
        }
    }

    /** alpha / rank; 1 if neither a tensor nor the header says alpha. */
    double scale(long rank) {
        return has(LoraPart.ALPHA) ? alpha() / rank : metadata.scale(name, rank);
    }

    private double alpha() {
        String key = key(LoraPart.ALPHA);
        if (Arrays.stream(file.shape(key)).anyMatch(length -> length != 1)) {
            throw refuse(key, "one number", "shape " + Arrays.toString(file.shape(key)));
        }
        try (Scope scope = Scope.open()) {
            double alpha = file.read(key).to(DType.FP64).item();
            if (!Double.isFinite(alpha)) {
                throw refuse(key, "a finite number", String.valueOf(alpha));
            }
            return alpha;
        }
    }

    /** A complaint about the tensor {@code key} of this module. */
    CheckpointException refuse(String key, String expected, String found) {
        return CheckpointException.of(
                Code.LORA_MISMATCH, "tensor " + Names.quoted(key), expected, found, file.description());
    }
}
