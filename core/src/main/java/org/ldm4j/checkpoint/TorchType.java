package org.ldm4j.checkpoint;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.DType;

/** Element types of torch, by the names that pickles have for them: of a storage class and of a dtype. */
enum TorchType {
    DOUBLE("DoubleStorage", "float64", 8, DType.FP64),
    FLOAT("FloatStorage", "float32", 4, DType.FP32),
    HALF("HalfStorage", "float16", 2, DType.FP16),
    BFLOAT16("BFloat16Storage", "bfloat16", 2, DType.BF16),
    LONG("LongStorage", "int64", 8, DType.INT64),
    INT("IntStorage", "int32", 4, DType.INT32),
    SHORT("ShortStorage", "int16", 2, DType.INT16),
    CHAR("CharStorage", "int8", 1, DType.INT8),
    BYTE("ByteStorage", "uint8", 1, DType.UINT8),
    BOOL("BoolStorage", "bool", 1, DType.BOOL),
    U16(null, "uint16", 2, null),
    U32(null, "uint32", 4, null),
    U64(null, "uint64", 8, null),
    F8_E4M3(null, "float8_e4m3fn", 1, null),
    F8_E5M2(null, "float8_e5m2", 1, null),
    F8_E4M3FNUZ(null, "float8_e4m3fnuz", 1, null),
    F8_E5M2FNUZ(null, "float8_e5m2fnuz", 1, null),
    F8_E8M0(null, "float8_e8m0fnu", 1, null),
    C32("ComplexHalfStorage", "complex32", 4, null),
    C64("ComplexFloatStorage", "complex64", 8, null),
    C128("ComplexDoubleStorage", "complex128", 16, null),
    QINT8("QInt8Storage", "qint8", 1, null),
    QUINT8("QUInt8Storage", "quint8", 1, null),
    QINT32("QInt32Storage", "qint32", 4, null);

    private static final Map<String, TorchType> BY_STORAGE = new HashMap<>();
    private static final Map<String, TorchType> BY_NAME = new HashMap<>();

    static {
        BY_STORAGE.put("UntypedStorage", BYTE);
        for (TorchType type : values()) {
            BY_NAME.put(type.name, type);
            if (type.storage != null) {
                BY_STORAGE.put(type.storage, type);
            }
        }
    }

    private final @Nullable String storage;
    private final String name;
    private final int bytes;
    private final @Nullable DType dtype;

    TorchType(@Nullable String storage, String name, int bytes, @Nullable DType dtype) {
        this.storage = storage;
        this.name = name;
        this.bytes = bytes;
        this.dtype = dtype;
    }

    int bytes() {
        return bytes;
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

    /** The type of {@code torch.FloatStorage} and its like, or null; an untyped storage counts bytes. */
    static @Nullable TorchType ofStorage(String name) {
        return BY_STORAGE.get(name);
    }

    /** The type of {@code torch.float32} and its like, or null. */
    static @Nullable TorchType named(String name) {
        return BY_NAME.get(name);
    }
}
