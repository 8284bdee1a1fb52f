package org.ldm4j.autoencoder;

import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Norm;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Layers up to a 3x3 convolution, run over a large picture strip by strip: only the result is held as a whole, and not what
 * lies between, which for the finest levels of a decoder is most of the memory. The result is that of the whole picture; in
 * float32 the last bits may differ, since oneDNN picks its kernels by height.
 *
 * @param outChannels of the result
 * @param up how many rows of the result one of the input becomes
 */
record Strips(long outChannels, int up) {
    /** Pictures with so many bytes are large. */
    private static final long LARGE = 48L << 20;

    /** Bytes of a strip's input. */
    private static final long STRIP = 32L << 20;

    /** Group norm, swish and convolution. */
    static Layer normed(Norm norm, Layer conv, int outChannels) {
        var strips = new Strips(outChannels, 1);
        return x -> isLarge(x) && norm.takesParts(x)
                ? Scope.result(() -> strips.apply(x, norm.of(x), Tensor::siluOverwriting, conv))
                : Scope.result(() -> x.apply(norm).siluOverwriting().apply(conv));
    }

    /** Nearest neighbours, then a convolution. */
    static Layer doubled(Layer conv, int channels) {
        var strips = new Strips(channels, 2);
        Layer twice = x -> x.upsampleNearest(2 * x.size(2), 2 * x.size(3));
        return x -> isLarge(x)
                ? strips.apply(x, twice, Layer.none(), conv)
                : Scope.result(() -> x.apply(twice).apply(conv));
    }

    private static boolean isLarge(Tensor x) {
        return NoGrad.isOpen() && x.size(0) == 1 && x.bytes() >= LARGE;
    }

    private Tensor apply(Tensor x, Layer first, Layer second, Layer conv) {
        return apply(x, new Stack(List.of(first, second, conv)), Math.max(1, x.size(2) * STRIP / x.bytes()));
    }

    /** x: [1, C, H, W]; {@code layers} see one row more on each side. */
    Tensor apply(Tensor x, Layer layers, long rows) {
        return Scope.result(() -> {
            long height = x.size(2);
            Tensor result = Tensor.emptyChannelsLast(x.dtype(), 1, outChannels, height * up, x.size(3) * up);
            for (long top = 0; top < height; top += rows) {
                long from = Math.max(0, top - 1), end = Math.min(height, top + rows), to = Math.min(height, end + 1);
                long start = top * up, length = (end - top) * up;
                try (Scope scope = Scope.open()) {
                    Tensor y = x.narrow(2, from, to - from).apply(layers);
                    result.narrow(2, start, length).copyInPlace(y.narrow(2, start - from * up, length));
                }
            }
            return result;
        });
    }
}
