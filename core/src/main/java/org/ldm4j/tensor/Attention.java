package org.ldm4j.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Attention by the fastest exact path. float32 goes through the fused kernel; the half types, for which this build's fused
 * kernel is slow, are multiplied out, some queries at a time so that the logits stay in the cache (docs/performance.md).
 */
final class Attention {
    /** Most logits held at a time: 32 MiB of bfloat16. Fewer cost more in preparing the keys anew for each part. */
    private static final long MAX_LOGITS = 1L << 24;

    private Attention() {}

    static Tensor of(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        return q.dtype() == DType.FP32 || q.dtype() == DType.FP64
                ? fused(q, k, v, mask)
                : Scope.result(() -> inParts(q, k, v, mask));
    }

    private static Tensor fused(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        try (TensorOptional m = Tensor.optional(mask);
                DoubleOptional scale = new DoubleOptional()) {
            return Tensor.call(
                    "attention",
                    () -> torch.scaled_dot_product_attention(q.raw, k.raw, v.raw, m, 0, false, scale, false),
                    q,
                    k,
                    v);
        }
    }

    private static Tensor inParts(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        long queries = q.size(2);
        long rows = Math.max(1, MAX_LOGITS / (q.size(0) * q.size(1) * k.size(2)));
        Tensor scaled = q.times(1 / Math.sqrt(q.size(3))).contiguous();
        Tensor keys = k.contiguous().transpose(-2, -1); // [B, heads, d, M]
        Tensor values = v.contiguous();
        if (rows >= queries) {
            return multipliedOut(scaled, keys, values, mask);
        }
        return NoGrad.isOpen()
                ? written(scaled, keys, values, mask, rows)
                : Tensor.cat(2, parts(scaled, keys, values, mask, rows).toArray(Tensor[]::new));
    }

    /**
     * The result is there before its parts: made one by one, they would come to lie in the gaps that the logits leave, which
     * are then too small for the next, and memory would grow with each part.
     */
    private static Tensor written(Tensor q, Tensor keys, Tensor v, @Nullable Tensor mask, long rows) {
        Tensor result = Tensor.empty(v.dtype(), q.size(0), q.size(1), q.size(2), v.size(3));
        for (long start = 0; start < q.size(2); start += rows) {
            try (Scope scope = Scope.open()) {
                Tensor part = part(q, keys, v, mask, start, rows);
                result.narrow(2, start, part.size(2)).copyInPlace(part);
            }
        }
        return result;
    }

    private static List<Tensor> parts(Tensor q, Tensor keys, Tensor v, @Nullable Tensor mask, long rows) {
        List<Tensor> parts = new ArrayList<>();
        for (long start = 0; start < q.size(2); start += rows) {
            long from = start;
            parts.add(Scope.result(() -> part(q, keys, v, mask, from, rows)));
        }
        return parts;
    }

    private static Tensor part(Tensor q, Tensor keys, Tensor v, @Nullable Tensor mask, long start, long rows) {
        long length = Math.min(rows, q.size(2) - start);
        Tensor seen = mask == null || mask.size(-2) == 1 ? mask : mask.narrow(-2, start, length);
        return multipliedOut(q.narrow(2, start, length), keys, v, seen);
    }

    private static Tensor multipliedOut(Tensor q, Tensor keys, Tensor v, @Nullable Tensor mask) {
        Tensor logits = q.matmul(keys); // [B, heads, N, M]
        return (mask == null ? logits : logits.plus(mask)).softmax(-1).matmul(v);
    }
}
