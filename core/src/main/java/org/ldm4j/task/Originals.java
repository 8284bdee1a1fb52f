package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.TensorFile;
import org.ldm4j.nn.WeightsException;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The parameters of a network as they were before anything was added, in float32: those in memory while they are float32
 * and unchanged, otherwise those of its file.
 */
final class Originals implements AutoCloseable {
    private final Component<?, ?> component;
    private final boolean changed;
    private @Nullable TensorFile file;

    Originals(Component<?, ?> component, boolean changed) {
        this.component = component;
        this.changed = changed;
    }

    /** Type of the parameter in memory. */
    DType type(String name) {
        return loaded(name).dtype();
    }

    Tensor get(String name) {
        Tensor loaded = loaded(name);
        boolean exact = loaded.dtype() == DType.FP32 && !changed;
        TensorFile origin = exact ? null : file();
        return Scope.result(() ->
                (origin == null ? loaded : origin.read(name)).to(DType.FP32).reshape(loaded.shape()));
    }

    private Tensor loaded(String name) {
        Tensor tensor = component.weights().parameters().get(name);
        if (tensor == null) {
            throw new WeightsException("tensor '" + name + "': expected a parameter of the network, found none");
        }
        return tensor;
    }

    private @Nullable TensorFile file() {
        if (file == null && component.origin() != null) {
            file = component.origin().get();
        }
        return file;
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
