package org.ldm4j.tensor;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Attention by the fastest exact path. float32 goes through the fused kernel; bfloat16 has none in this build, so small
 * maps are multiplied out and large ones go through float32 (docs/performance.md).
 */
final class Attention {
    /** Largest number of logits per head for which bfloat16 is multiplied out. */
    private static final long SMALL_MAP = 1L << 20;

    private Attention() {}

    static Tensor of(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        if (q.dtype() == DType.FP32 || q.dtype() == DType.FP64) {
            return fused(q, k, v, mask);
        }
        return Scope.result(() -> q.size(2) * k.size(2) <= SMALL_MAP
                ? multipliedOut(q, k, v, mask)
                : fused(q.to(DType.FP32), k.to(DType.FP32), v.to(DType.FP32), mask == null ? null : mask.to(DType.FP32))
                        .to(q.dtype()));
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

    private static Tensor multipliedOut(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        Tensor logits = q.times(1 / Math.sqrt(q.size(3))).matmul(k.transpose(-2, -1)); // [B, heads, N, M]
        return (mask == null ? logits : logits.plus(mask)).softmax(-1).matmul(v);
    }
}
