package org.ldm4j.checkpoint;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** Tensors in memory as a source; reading gives a second handle outside any graph, which its reader may close. */
public record TensorMap(Map<String, Tensor> tensors, String description) implements TensorSource {
    public TensorMap {
        tensors = Collections.unmodifiableMap(tensors);
    }

    private Tensor get(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("name (" + name + ") must be one of the " + tensors.size() + " tensors");
        }
        return tensor;
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public long[] shape(String name) {
        return get(name).shape();
    }

    @Override
    public DType dtype(String name) {
        return get(name).dtype();
    }

    @Override
    public Tensor read(String name) {
        return get(name).detach();
    }
}
