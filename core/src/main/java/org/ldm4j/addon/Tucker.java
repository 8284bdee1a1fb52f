package org.ldm4j.addon;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A kernel as a small core kernel between two matrices (LyCORIS' name for its use of the Tucker decomposition). */
final class Tucker {
    private Tucker() {}

    /**
     * Σ_ij core[i, j, …] a[i, p] b[j, q].
     *
     * @param core [r, s, k...]
     * @param a [r, out]
     * @param b [s, in]
     * @return [out, in, k...]
     */
    static Tensor rebuild(Tensor core, Tensor a, Tensor b) {
        long[] kernel = core.shape();
        long s = kernel[1], positions = values(kernel);
        return Scope.result(() -> {
            Tensor left = a.transpose(0, 1).matmul(core.reshape(kernel[0], s * positions)); // [out, s k...]
            Tensor both = left.reshape(a.size(1), s, positions).transpose(1, 2).matmul(b); // [out, k..., in]
            return both.transpose(1, 2)
                    .reshape(shape(a.size(1), b.size(1), Arrays.copyOfRange(kernel, 2, kernel.length)));
        });
    }

    /** Values of a kernel for one pair of channels. */
    static long values(long[] kernel) {
        return Arrays.stream(kernel).skip(2).reduce(1, Math::multiplyExact);
    }

    static long[] shape(long out, long in, long... kernel) {
        return LongStream.concat(LongStream.of(out, in), LongStream.of(kernel)).toArray();
    }
}
