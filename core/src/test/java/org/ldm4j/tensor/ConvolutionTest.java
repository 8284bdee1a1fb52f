package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Held to libtorch's float64 convolution, which does not go through oneDNN. */
final class ConvolutionTest {
    @ParameterizedTest
    @CsvSource({
        "4, 32, 3, 1", "32, 4, 3, 1", "3, 16, 3, 1", "16, 3, 3, 1", "16, 8, 3, 1", "5, 7, 3, 1", "20, 32, 3, 1",
        "24, 24, 3, 2", "40, 40, 3, 1", "32, 32, 3, 2", "8, 8, 1, 1", "4, 4, 1, 1", "9, 32, 3, 1", "6, 3, 1, 1"
    })
    void resultAndGradientsAreThoseOfFloat64(int in, int out, int kernel, int stride) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(in * 100L + out)) {
            Tensor x = rng.randn(16, in, 9, 8);
            Tensor weight = rng.randn(out, in, kernel, kernel), bias = rng.randn(out);

            Tensor[] expected = run(DType.FP64, stride, x, weight, bias);
            Tensor[] actual = run(DType.FP32, stride, x, weight, bias);

            String[] names = {"result", "gradient of x", "gradient of weight", "gradient of bias"};
            for (int i = 0; i < names.length; i++) {
                assertNear(names[i], actual[i], expected[i], 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 32", "32, 3", "20, 32", "16, 12"})
    void bfloat16IsNearFloat64(int in, int out) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1)) {
            Tensor x = rng.randn(2, in, 8, 8).to(DType.BF16);
            Tensor weight = rng.randn(out, in, 3, 3).to(DType.BF16),
                    bias = rng.randn(out).to(DType.BF16);

            assertNear(
                    "gradient of x",
                    run(DType.BF16, 1, x, weight, bias)[1],
                    run(DType.FP64, 1, x, weight, bias)[1],
                    0.03);
        }
    }

    @Test
    void biasIsOptional() {
        try (Scope scope = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);
            Tensor sum = Tensor.ones(DType.FP32, 1, 1, 2, 2).requireGrad();

            assertThat(x.conv2d(sum, null, 1, 0).toFloats()).containsExactly(10);
            assertThat(x.conv2d(sum, null, 1, 1).toFloats()).containsExactly(1, 3, 2, 4, 10, 6, 3, 7, 4);
        }
    }

    @Test
    void withoutGradientsTheResultIsTheSame() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(3)) {
            Tensor x = rng.randn(2, 32, 8, 8), weight = rng.randn(4, 32, 3, 3).requireGrad(), bias = rng.randn(4);
            Tensor training = x.conv2d(weight, bias, 1, 1);
            try (NoGrad off = NoGrad.open()) {
                assertNear("result", x.conv2d(weight, bias, 1, 1), training, 1e-5);
            }
        }
    }

    private static Tensor[] run(DType type, int stride, Tensor... operands) {
        Tensor[] leaves = new Tensor[3];
        for (int i = 0; i < 3; i++) {
            leaves[i] = operands[i].to(type).copy().requireGrad();
        }
        Tensor y = leaves[0].conv2d(leaves[1], leaves[2], stride, (int) leaves[1].size(3) / 2);
        y.square().sum().backward();
        return new Tensor[] {y, gradient(leaves[0]), gradient(leaves[1]), gradient(leaves[2])};
    }

    private static Tensor gradient(Tensor leaf) {
        return Objects.requireNonNull(leaf.grad());
    }

    private static void assertNear(String what, Tensor actual, Tensor expected, double relative) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        double distance = actual.to(DType.FP64).minus(expected.to(DType.FP64)).maxAbs();
        assertThat(distance / expected.maxAbs()).as(what).isLessThan(relative);
    }
}
