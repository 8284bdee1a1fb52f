package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttentionTest {
    @Test
    void isTheFormula() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1)) {
            Tensor q = rng.randn(2, 3, 5, 8), k = rng.randn(2, 3, 7, 8), v = rng.randn(2, 3, 7, 8);
            Tensor formula = q.matmul(k.transpose(-2, -1))
                    .dividedBy(Math.sqrt(8))
                    .softmax(-1)
                    .matmul(v);

            assertThat(distance(Tensor.attention(q, k, v), formula)).isLessThan(1e-6);
        }
    }

    /** The last row has so many logits that they are calculated in parts. */
    @ParameterizedTest
    @CsvSource({"16, 16, 40", "64, 77, 64", "2100, 2100, 8"})
    void bfloat16IsNearFloat32(int queries, int keys, int d) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(queries)) {
            Tensor q = rng.randn(1, 2, queries, d), k = rng.randn(1, 2, keys, d), v = rng.randn(1, 2, keys, d);

            assertThat(distance(halved(q, k, v, null), Tensor.attention(q, k, v)))
                    .isLessThan(0.03);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 20", "2100, 2100"})
    void maskedKeysHaveNoInfluence(int queries, int keys) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(keys)) {
            Tensor q = rng.randn(1, 2, queries, 8), k = rng.randn(1, 2, keys, 8), v = rng.randn(1, 2, keys, 8);
            long seen = keys / 2;
            Tensor mask = Tensor.cat(3, Tensor.zeros(1, 1, 1, seen), minusInfinity(1, 1, 1, keys - seen));

            Tensor expected = Tensor.attention(q, k.narrow(2, 0, seen), v.narrow(2, 0, seen));

            Tensor spread = mask.expand(1, 1, queries, keys);
            assertThat(distance(Tensor.attention(q, k, v, spread), expected)).isLessThan(1e-5);
            assertThat(distance(halved(q, k, v, spread), expected)).isLessThan(0.03);
        }
    }

    @Test
    void causalMaskShowsTheFirstQueryItsOwnKeyOnly() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(5)) {
            float never = Float.NEGATIVE_INFINITY;
            Tensor mask = Tensor.of(new float[] {0, never, never, 0, 0, never, 0, 0, 0}, 1, 1, 3, 3);
            Tensor q = rng.randn(1, 1, 3, 8), k = rng.randn(1, 1, 3, 8), v = rng.randn(1, 1, 3, 8);

            Tensor first = Tensor.attention(q, k, v, mask).select(2, 0);

            assertThat(distance(first, v.select(2, 0))).isLessThan(1e-6);
        }
    }

    private static Tensor minusInfinity(long... shape) {
        return Tensor.full(Double.NEGATIVE_INFINITY, shape);
    }

    private static Tensor halved(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        Tensor a = q.to(DType.BF16), b = k.to(DType.BF16), c = v.to(DType.BF16);
        Tensor result = mask == null ? Tensor.attention(a, b, c) : Tensor.attention(a, b, c, mask.to(DType.BF16));
        assertThat(result.dtype()).isEqualTo(DType.BF16);
        return result;
    }

    private static double distance(Tensor a, Tensor b) {
        return a.to(DType.FP32).minus(b.to(DType.FP32)).maxAbs();
    }
}
