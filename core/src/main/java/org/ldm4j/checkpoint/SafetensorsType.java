package org.ldm4j.checkpoint;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.DType;

/**
 * Element types of the safetensors format, in the reference's own order: files hold the tensors of later types first,
 * so that wider elements are aligned.
 */
enum SafetensorsType {
    BOOL(8, DType.BOOL),
    F4(4, null),
    F6_E2M3(6, null),
    F6_E3M2(6, null),
    U8(8, DType.UINT8),
    I8(8, DType.INT8),
    F8_E5M2(8, null),
    F8_E4M3(8, null),
    F8_E8M0(8, null),
    F8_E4M3FNUZ(8, null),
    F8_E5M2FNUZ(8, null),
    I16(16, DType.INT16),
    U16(16, null),
    F16(16, DType.FP16),
    BF16(16, DType.BF16),
    I32(32, DType.INT32),
    U32(32, null),
    F32(32, DType.FP32),
    C64(64, null),
    F64(64, DType.FP64),
    I64(64, DType.INT64),
    U64(64, null);

    private final int bits;
    private final @Nullable DType dtype;

    SafetensorsType(int bits, @Nullable DType dtype) {
        this.bits = bits;
        this.dtype = dtype;
    }

    int bits() {
        return bits;
    }

    /** The element type of a tensor that can hold these values, or null if there is none. */
    @Nullable
    DType dtype() {
        return dtype;
    }

    /** The name for people: {@code fp16}, {@code f8_e4m3}. */
    String label() {
        return dtype == null ? name().toLowerCase(Locale.ROOT) : dtype.label();
    }

    static SafetensorsType of(DType dtype) {
        for (SafetensorsType type : values()) {
            if (type.dtype == dtype) {
                return type;
            }
        }
        throw new IllegalArgumentException("dtype (" + dtype + ") must have a name in the safetensors format");
    }

    /** The type called {@code name}, or null. */
    static @Nullable SafetensorsType named(String name) {
        for (SafetensorsType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
