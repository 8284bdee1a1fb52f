package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelChoices;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Engine;

/**
 * How a model is loaded.
 *
 * @param type element type that the networks compute in, or null for the fastest that the machine has
 * @param files which of its files are taken, and how they are understood
 * @param memory how it deals with the memory at hand
 */
public record LoadOptions(@Nullable DType type, ModelChoices files, MemoryPolicy memory) {
    /** The fastest type, what the files say. */
    public static final LoadOptions DEFAULT = new LoadOptions(null, ModelChoices.DEFAULT, MemoryPolicy.DEFAULT);

    public LoadOptions {
        Rules.require(type == null || type.isFloating(), "dtype", type, "be fp32, bf16 or fp16");
    }

    public LoadOptions withType(@Nullable DType choice) {
        return new LoadOptions(choice, files, memory);
    }

    public LoadOptions withFiles(ModelChoices choices) {
        return new LoadOptions(type, choices, memory);
    }

    public LoadOptions withMemory(MemoryPolicy policy) {
        return new LoadOptions(type, files, policy);
    }

    public LoadOptions withVariant(String choice) {
        return withFiles(files.withVariant(choice));
    }

    /** bfloat16 where the processor multiplies it in hardware, float32 elsewhere. */
    DType effectiveType() {
        return type != null ? type : Engine.hasFastBfloat16() ? DType.BF16 : DType.FP32;
    }
}
