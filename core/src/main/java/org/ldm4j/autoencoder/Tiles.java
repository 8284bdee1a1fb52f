package org.ldm4j.autoencoder;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.ldm4j.nn.Layer;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * A picture run through convolutions in tiles, each with a margin as wide as the convolutions look, which is cut off
 * again: tiles meet without a seam, provided that norms don't take their statistics from a tile.
 *
 * @param side of a tile in positions of the input, without its margin
 * @param margin around it; side and margin are multiples of {@code down}
 * @param up how many positions of the output one of the input becomes
 * @param down how many of the input one of the output takes
 */
record Tiles(long side, long margin, long up, long down) {
    Tiles {
        if (side < 1 || side % down != 0 || margin % down != 0) {
            throw new IllegalArgumentException(
                    "tile side (" + side + ") and margin (" + margin + ") must be multiples of " + down);
        }
    }

    /** A tile along one axis, and how far its margin reaches. */
    private record Span(long start, long length, long from, long to) {
        Tensor of(Tensor x, int dim) {
            return x.narrow(dim, from, to - from);
        }
    }

    /** x: [1, C, H, W], sides multiples of {@code down}. */
    Tensor apply(Tensor x, Layer layers) {
        return Scope.result(() -> Tensor.cat(
                2,
                Arrays.stream(spans(x.size(2)))
                        .map(rows -> row(x, rows, layers))
                        .toArray(Tensor[]::new)));
    }

    private Tensor row(Tensor x, Span rows, Layer layers) {
        return Scope.result(() -> Tensor.cat(
                3,
                Arrays.stream(spans(x.size(3)))
                        .map(columns -> tile(x, rows, columns, layers))
                        .toArray(Tensor[]::new)));
    }

    private Tensor tile(Tensor x, Span rows, Span columns, Layer layers) {
        return Scope.result(() -> {
            Tensor y = columns.of(rows.of(x, 2), 3).apply(layers);
            return core(core(y, rows, 2), columns, 3).contiguous();
        });
    }

    private Tensor core(Tensor y, Span span, int dim) {
        return y.narrow(dim, (span.start - span.from) * up / down, span.length * up / down);
    }

    /** Tiles of about one size that cover {@code length}. */
    private Span[] spans(long length) {
        long count = (length + side - 1) / side;
        long even = (length / down + count - 1) / count * down;
        return LongStream.range(0, (length + even - 1) / even)
                .mapToObj(i -> {
                    long start = i * even, size = Math.min(even, length - start);
                    return new Span(start, size, Math.max(0, start - margin), Math.min(length, start + size + margin));
                })
                .toArray(Span[]::new);
    }

    /** The picture seen through a mesh that leaves at most as many positions as the largest tile has. */
    Tensor overview(Tensor x) {
        return Scope.result(() -> {
            double width = Math.sqrt((double) x.size(2) * x.size(3)) / (side + 2 * margin);
            long mesh = Math.max(1, (long) Math.ceil(width));
            return thinned(thinned(x, 2, mesh), 3, mesh);
        });
    }

    private Tensor thinned(Tensor x, int dim, long mesh) {
        long kept = Math.max(1, x.size(dim) / mesh / down) * down;
        long[] places = LongStream.range(0, kept).map(i -> i * mesh).toArray();
        return x.indexSelect(dim, Tensor.of(places, kept));
    }
}
