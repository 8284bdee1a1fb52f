package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** The names and shapes of a table without any tensor, so that tests may have models of full size. */
final class PaperSource implements TensorSource {
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    PaperSource(KeyTable table) {
        table.rows().forEach(row -> shapes.put(row.name(), row.shape()));
    }

    @Override
    public Set<String> names() {
        return shapes.keySet();
    }

    @Override
    public long[] shape(String name) {
        return shapes.get(name);
    }

    @Override
    public DType dtype(String name) {
        return DType.FP32;
    }

    @Override
    public Tensor read(String name) {
        throw new IllegalStateException("a description must not read " + name);
    }

    @Override
    public String description() {
        return "paper";
    }
}
