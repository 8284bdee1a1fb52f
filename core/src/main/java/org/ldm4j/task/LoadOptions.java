package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Engine;

/**
 * How a model is loaded.
 *
 * @param type element type that the networks compute in, or null for the fastest that the machine has
 * @param variant which weight files to take where there are several, such as {@code fp16}; null for the plain ones
 */
public record LoadOptions(@Nullable DType type, @Nullable String variant) {
    /** The fastest type, plain weights. */
    public static final LoadOptions DEFAULT = new LoadOptions(null, null);

    public LoadOptions {
        Rules.require(type == null || type.isFloating(), "dtype", type, "be fp32, bf16 or fp16");
    }

    public LoadOptions withType(DType choice) {
        return new LoadOptions(choice, variant);
    }

    public LoadOptions withVariant(String choice) {
        return new LoadOptions(type, choice);
    }

    /** bfloat16 where the processor multiplies it in hardware, float32 elsewhere. */
    DType effectiveType() {
        return type != null ? type : Engine.hasFastBfloat16() ? DType.BF16 : DType.FP32;
    }
}
