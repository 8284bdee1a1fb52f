package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same bytes for any number of threads, in sizes large enough to be shared out. */
final class ThreadsTest {
    private final Scope scope = Scope.open();
    private final int threads = Engine.threads();

    @AfterEach
    void close() {
        Engine.threads(threads);
        scope.close();
    }

    private static void isTheSame(Supplier<Tensor> operation) {
        Engine.threads(1);
        Tensor one = operation.get();
        for (int more : new int[] {2, 3, 5}) {
            Engine.threads(more);
            assertThat(operation.get().sameAs(one)).as("%d threads", more).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"4096, 320, 320", "154, 768, 640", "77, 1024, 1000", "1, 320, 1280", "2048, 256, 2048", "513, 640, 77"})
    void linearLayers(int rows, int in, int out) {
        try (Rng rng = Rng.seeded(rows)) {
            Tensor x = rng.randn(rows, in), w = rng.randn(out, in), b = rng.randn(out);
            isTheSame(() -> x.linear(w, b));
        }
    }

    @Test
    void gradientsOfLinearLayers() {
        try (Rng rng = Rng.seeded(3)) {
            Tensor x = rng.randn(1024, 320), w = rng.randn(640, 320).requireGrad();
            Tensor weights = rng.randn(1024, 640);
            isTheSame(() -> {
                w.clearGrad();
                x.linear(w, null).times(weights).sum().backward();
                return Objects.requireNonNull(w.grad()).copy();
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1024, 40", "1, 4096, 512", "5, 577, 64"})
    void attention(int heads, int tokens, int width) {
        try (Rng rng = Rng.seeded(heads)) {
            Tensor q = rng.randn(1, heads, tokens, width);
            Tensor k = rng.randn(1, heads, tokens, width);
            isTheSame(() -> Tensor.attention(q, k, k));
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 320, 640, 3", "FP32, 320, 320, 1", "BF16, 320, 320, 1", "BF16, 128, 3, 3"})
    void convolutionsOfChannelsLastPictures(DType type, int in, int out, int kernel) {
        try (Rng rng = Rng.seeded(kernel)) {
            Tensor x = rng.randn(2, in, 32, 32).to(type).channelsLast();
            Tensor w = rng.randn(out, in, kernel, kernel).to(type).channelsLast();
            isTheSame(() -> x.conv2d(w, null, 1, kernel / 2));
        }
    }
}
