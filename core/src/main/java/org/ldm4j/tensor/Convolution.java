package org.ldm4j.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The one way to a convolution.
 *
 * <p>oneDNN 3.7.1 pads channels to blocks of 16 and reads padding that nobody wrote: gradients of the input are wrong
 * when the out-channels are no multiple of 16, and the result itself for most such in-channels. Zero channels up to the
 * next multiple, cut off again afterwards, keep every read inside written memory (docs/performance.md).
 */
final class Convolution {
    private static final int BLOCK = 16;
    private static final long[] NO_DILATION = {1, 1};

    private Convolution() {}

    static Tensor of(Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding) {
        if (Pointwise.takes(x, weight, stride, padding)) {
            return Scope.result(() -> Pointwise.convolved(x, input -> safe(input, weight, bias, stride, padding)));
        }
        return safe(x, weight, bias, stride, padding);
    }

    private static Tensor safe(Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding) {
        long in = weight.size(1), out = weight.size(0);
        long extraIn = isSafeInput(in) ? 0 : Math.floorMod(-in, BLOCK);
        long extraOut = isTraining(x, weight) ? Math.floorMod(-out, BLOCK) : 0;
        if (extraIn == 0 && extraOut == 0) {
            return raw(x, weight, bias, stride, padding);
        }
        return Scope.result(() -> {
            Tensor input = withZeros(x, 1, extraIn);
            Tensor filters = withZeros(withZeros(weight, 1, extraIn), 0, extraOut);
            Tensor offsets = bias == null ? null : withZeros(bias, 0, extraOut);
            Tensor y = raw(input, filters, offsets, stride, padding);
            return extraOut == 0 ? y : y.narrow(1, 0, out);
        });
    }

    /** In-channels for which every kernel was found right without padding. */
    private static boolean isSafeInput(long in) {
        return in % BLOCK == 0 || in == 3 || in == 4 || in == 8 || in == 9;
    }

    private static boolean isTraining(Tensor x, Tensor weight) {
        return !NoGrad.isOpen() && (x.requiresGrad() || weight.requiresGrad());
    }

    private static Tensor withZeros(Tensor t, int dim, long extra) {
        if (extra == 0) {
            return t;
        }
        long[] shape = t.shape();
        shape[dim] = extra;
        return Tensor.cat(dim, t, Tensor.zeros(t.dtype(), shape));
    }

    private static Tensor raw(Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding) {
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        try (TensorOptional b = Tensor.optional(bias)) {
            return Tensor.call(
                    "conv2d", () -> torch.conv2d(x.raw, weight.raw, b, strides, paddings, NO_DILATION, 1), x, weight);
        }
    }
}
