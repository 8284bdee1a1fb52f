package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PointwiseTest {
    @ParameterizedTest
    @CsvSource({
        "320, 320, 64, 64",
        "1280, 1280, 16, 16",
        "1280, 1280, 8, 8",
        "64, 64, 4, 4",
        "4, 8, 8, 8",
        "32, 48, 5, 7"
    })
    void anyNumberOfThreadsGivesTheSameBytes(int in, int out, int height, int width) {
        int threads = Engine.threads();
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open();
                Rng rng = Rng.seeded(1)) {
            Tensor x = rng.randn(2, in, height, width).channelsLast();
            Tensor weight = rng.randn(out, in, 1, 1).times(0.05).channelsLast(), bias = rng.randn(out);
            Engine.threads(1);
            Tensor one = x.conv2d(weight, bias, 1, 0);
            for (int n : new int[] {2, 3, 16}) {
                Engine.threads(n);
                assertThat(x.conv2d(weight, bias, 1, 0).sameAs(one))
                        .as("%d threads", n)
                        .isTrue();
            }
            Tensor expected = x.to(DType.FP64).conv2d(weight.to(DType.FP64), bias.to(DType.FP64), 1, 0);
            assertThat(one.to(DType.FP64).minus(expected).maxAbs()).isLessThan(1e-5 * expected.maxAbs());
            assertThat(one.shape()).containsExactly(2, out, height, width);
        } finally {
            Engine.threads(threads);
        }
    }
}
