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
        List<Tensor> parts = new ArrayList<>();
        for (long start = 0; start < queries; start += rows) {
            long length = Math.min(rows, queries - start);
            Tensor part = scaled.narrow(2, start, length);
            Tensor seen = mask == null || mask.size(-2) == 1 ? mask : mask.narrow(-2, start, length);
            parts.add(Scope.result(() -> multipliedOut(part, keys, values, seen)));
        }
        return Tensor.cat(2, parts.toArray(Tensor[]::new));
    }

    private static Tensor multipliedOut(Tensor q, Tensor keys, Tensor v, @Nullable Tensor mask) {
        Tensor logits = q.matmul(keys); // [B, heads, N, M]
        return (mask == null ? logits : logits.plus(mask)).softmax(-1).matmul(v);
    }
}
