package org.ldm4j.tensor;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.global.torch;

/**
 * 1x1 convolutions of float32 pictures stored channels last. oneDNN's kernel adds up channels in an order that depends on
 * the number of threads, unless there are many pictures to share out: so positions are handed over as if each few of them
 * were a picture, which costs nothing and gives the same bytes for any number of threads.
 */
final class Pointwise {
    /** From so many pictures on, threads share out pictures and nothing else. */
    private static final long MANY = 16;

    private static final long LARGEST_PICTURE = 64;

    private Pointwise() {}

    static boolean takes(Tensor x, Tensor weight, int stride, int padding) {
        return weight.size(2) == 1
                && weight.size(3) == 1
                && stride == 1
                && padding == 0
                && x.dtype() == DType.FP32
                && !x.raw.is_contiguous()
                && x.raw.is_contiguous(torch.MemoryFormat.ChannelsLast)
                && !x.requiresGrad();
    }

    /** x: [B, C, H, W]; {@code convolution} sees the same positions as [n, C, m, 1]. */
    static Tensor convolved(Tensor x, UnaryOperator<Tensor> convolution) {
        long positions = x.size(0) * x.size(2) * x.size(3), each = pictureSize(positions);
        Tensor rows = x.permute(0, 2, 3, 1).reshape(positions / each, each, 1, x.size(1)); // a view
        Tensor y = convolution.apply(rows.permute(0, 3, 1, 2)); // [n, out, m, 1]
        return y.permute(0, 2, 3, 1)
                .reshape(x.size(0), x.size(2), x.size(3), y.size(1))
                .permute(0, 3, 1, 2);
    }

    /** The largest divisor of the positions that leaves many pictures. */
    private static long pictureSize(long positions) {
        for (long each = Math.min(LARGEST_PICTURE, positions / MANY); each > 1; each--) {
            if (positions % each == 0) {
                return each;
            }
        }
        return 1;
    }
}
