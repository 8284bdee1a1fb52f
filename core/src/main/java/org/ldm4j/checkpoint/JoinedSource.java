package org.ldm4j.checkpoint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Tensors that are made of several of another source's, one behind the other; the reverse of parts. */
record JoinedSource(TensorSource source, Map<String, List<String>> parts) implements TensorFile {
    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(parts.keySet());
    }

    private List<String> partsOf(String name) {
        List<String> names = parts.get(name);
        if (names == null) {
            throw new IllegalArgumentException("name (" + name + ") must be one of the " + parts.size() + " tensors");
        }
        return names;
    }

    @Override
    public long[] shape(String name) {
        List<String> names = partsOf(name);
        long[] shape = source.shape(names.get(0));
        for (String other : names.subList(1, names.size())) {
            shape[0] += source.shape(other)[0];
        }
        return shape;
    }

    @Override
    public DType dtype(String name) {
        return source.dtype(partsOf(name).get(0));
    }

    @Override
    public Tensor read(String name) {
        List<String> names = partsOf(name);
        return Scope.result(() -> {
            Tensor[] read = names.stream().map(source::read).toArray(Tensor[]::new);
            return read.length == 1 ? read[0] : Tensor.cat(0, read);
        });
    }

    @Override
    public String description() {
        return source.description();
    }

    @Override
    public void close() {
        if (source instanceof TensorFile file) {
            file.close();
        }
    }
}
