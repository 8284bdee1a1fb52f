package org.ldm4j.training.loss;

import java.util.Set;
import java.util.stream.Collectors;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** Tensors of another source whose names begin with a prefix, without it. */
record PrefixedSource(TensorSource source, String prefix) implements TensorSource {
    @Override
    public Set<String> names() {
        return source.names().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    @Override
    public long[] shape(String name) {
        return source.shape(prefix + name);
    }

    @Override
    public DType dtype(String name) {
        return source.dtype(prefix + name);
    }

    @Override
    public Tensor read(String name) {
        return source.read(prefix + name);
    }

    @Override
    public String description() {
        return source.description();
    }
}
