package org.ldm4j.checkpoint;

import java.util.Arrays;
import org.ldm4j.checkpoint.CheckpointException.Code;

/**
 * A tensor as a pickle describes it: a storage's elements, the first of them, and for each dimension its length and
 * the distance of neighbours, all counted in elements of {@code type}. It lies inside its storage.
 */
record PickledTensor(PickledStorage storage, TorchType type, long offset, long[] shape, long[] strides) {
    static final int MAX_RANK = 32;
    private static final long MAX_DIMENSION = (1L << 48) - 1;

    /** The tensor in {@code view}, if it lies inside; {@code in} says where. */
    static PickledTensor of(
            PickledStorage.View view, TorchType type, long offset, long[] shape, long[] strides, PickleBytes in) {
        PickledTensor tensor = new PickledTensor(view.storage(), type, offset, shape, strides);
        long elements = view.count() * view.storage().type().bytes() / type.bytes();
        if (shape.length != strides.length || offset < 0 || !notNegative(shape) || !notNegative(strides)) {
            throw in.refuse(Code.BAD_VIEW, "a tensor with sizes and strides", tensor.described());
        }
        if (!tensor.isCountable()) {
            throw in.refuse(Code.OVERFLOW, "a size below 2^63 bytes", tensor.described());
        }
        if (Arrays.stream(shape).anyMatch(length -> length > MAX_DIMENSION)) {
            throw in.refuse(Code.LIMIT, "dimensions below 2^48", tensor.described());
        }
        if (offset + tensor.span() > elements || tensor.count() > elements) {
            throw in.refuse(Code.BAD_VIEW, "a tensor inside " + elements + " elements", tensor.described());
        }
        return new PickledTensor(view.storage(), type, offset + start(view, type), shape, strides);
    }

    private String described() {
        return "offset " + offset + ", sizes " + Arrays.toString(shape) + ", strides " + Arrays.toString(strides);
    }

    /** Whether its bytes, and those up to its end, can be counted in 64 bits. */
    private boolean isCountable() {
        try {
            Math.multiplyExact(count(), (long) type.bytes());
            Math.multiplyExact(Math.addExact(offset, span()), (long) type.bytes());
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static long start(PickledStorage.View view, TorchType type) {
        return view.start() * view.storage().type().bytes() / type.bytes();
    }

    private static boolean notNegative(long[] numbers) {
        return Arrays.stream(numbers).allMatch(n -> n >= 0);
    }

    /** Number of elements. */
    long count() {
        long count = 1;
        for (long length : shape) {
            count = Math.multiplyExact(count, length);
        }
        return count;
    }

    /** Number of the storage's elements from the first to the last of the tensor. */
    long span() {
        if (count() == 0) {
            return 0;
        }
        long last = 0;
        for (int i = 0; i < shape.length; i++) {
            last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
        }
        return last + 1;
    }

    /** Whether the elements lie row by row without gaps. */
    boolean isContiguous() {
        if (count() == 0) {
            return true;
        }
        long expected = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != expected) {
                return false;
            }
            expected *= shape[i];
        }
        return true;
    }

    /** First byte in the storage. */
    long begin() {
        return offset * type.bytes();
    }

    /** First byte in the storage behind the tensor. */
    long end() {
        return (offset + span()) * type.bytes();
    }
}
