package org.ldm4j.tensor;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Element type of a tensor. */
public enum DType {
    FP64(ScalarType.Double, 8),
    FP32(ScalarType.Float, 4),
    FP16(ScalarType.Half, 2),
    BF16(ScalarType.BFloat16, 2),
    INT64(ScalarType.Long, 8),
    INT32(ScalarType.Int, 4),
    INT16(ScalarType.Short, 2),
    INT8(ScalarType.Char, 1),
    UINT8(ScalarType.Byte, 1),
    BOOL(ScalarType.Bool, 1);

    final ScalarType raw;
    private final int bytes;

    DType(ScalarType raw, int bytes) {
        this.raw = raw;
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether values have a fraction: {@code FP64}, {@code FP32}, {@code FP16}, {@code BF16}. */
    public boolean isFloating() {
        return this == FP64 || this == FP32 || this == FP16 || this == BF16;
    }

    /** The name used on the command line and in files: {@code fp32}, {@code bf16}, ... */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static DType of(ScalarType raw) {
        for (DType type : values()) {
            if (type.raw == raw.intern()) {
                return type;
            }
        }
        throw new TensorException("element type " + raw + " is not one of "
                + Arrays.stream(values()).map(DType::label).collect(Collectors.joining(", ")));
    }
}
