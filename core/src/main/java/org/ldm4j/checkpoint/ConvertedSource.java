package org.ldm4j.checkpoint;

import java.util.Set;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The tensors of another source in another floating type; those of whole numbers stay as they are. */
record ConvertedSource(TensorSource source, DType type) implements TensorSource {
    @Override
    public Set<String> names() {
        return source.names();
    }

    @Override
    public long[] shape(String name) {
        return source.shape(name);
    }

    @Override
    public DType dtype(String name) {
        DType stored = source.dtype(name);
        return stored.isFloating() ? type : stored;
    }

    @Override
    public Tensor read(String name) {
        return Scope.result(() -> {
            Tensor stored = source.read(name);
            Tensor converted = stored.to(dtype(name));
            if (type == DType.FP16 && !converted.isFinite() && stored.isFinite()) {
                throw CheckpointException.of(
                        Code.UNSUPPORTED_DTYPE,
                        "tensor " + Names.quoted(name),
                        "values that fp16 can hold",
                        String.valueOf(stored.maxAbs()),
                        description());
            }
            return converted;
        });
    }

    @Override
    public String description() {
        return source.description();
    }
}
