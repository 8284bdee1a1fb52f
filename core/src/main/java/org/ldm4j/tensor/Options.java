package org.ldm4j.tensor;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;

/** libtorch's options object for each element type, made once. */
final class Options {
    private static final Map<DType, TensorOptions> ALL = new EnumMap<>(DType.class);

    static {
        Engine.load();
        for (DType type : DType.values()) {
            ALL.put(type, new TensorOptions().dtype(new ScalarTypeOptional(type.raw)));
        }
    }

    private Options() {}

    static TensorOptions of(DType type) {
        return Objects.requireNonNull(ALL.get(type));
    }
}
