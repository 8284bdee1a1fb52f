package org.ldm4j.autoencoder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Norm;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Engine;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class StripsTest {
    @ParameterizedTest
    @CsvSource({"FP32, 7, 1e-6", "FP32, 64, 0", "BF16, 7, 0", "BF16, 1, 0"})
    void aNormedConvolutionIsThatOfTheWhole(DType type, int rows, double tolerance) {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open();
                Weights weights = Weights.random(1, type);
                Rng rng = Rng.seeded(2)) {
            Norm norm = weights.groupNorm("norm", 8, 64, 1e-6);
            Layer conv = weights.conv2d("conv", 64, 32, 3);
            Tensor x = rng.randn(1, 64, 40, 48).to(type).channelsLast();
            Tensor whole = x.apply(norm).silu().apply(conv);
            assertThat(norm.takesParts(x)).isTrue();
            Layer layers = new Stack(List.of(norm.of(x), Tensor::siluOverwriting, conv));
            Tensor strips = new Strips(32, 1).apply(x, layers, rows);
            assertThat(strips.minus(whole).maxAbs()).isLessThanOrEqualTo(tolerance * whole.maxAbs());
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 1e-6", "BF16, 0"})
    void aDoublingIsThatOfTheWhole(DType type, double tolerance) {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open();
                Weights weights = Weights.random(1, type);
                Rng rng = Rng.seeded(2)) {
            Layer conv = weights.conv2d("conv", 32, 32, 3);
            Layer layers = x -> x.upsampleNearest(2 * x.size(2), 2 * x.size(3)).apply(conv);
            Tensor x = rng.randn(1, 32, 24, 20).to(type).channelsLast();
            Tensor whole = x.apply(layers), strips = new Strips(32, 2).apply(x, layers, 5);
            assertThat(strips.minus(whole).maxAbs()).isLessThanOrEqualTo(tolerance * whole.maxAbs());
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        int threads = Engine.threads();
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open();
                Weights weights = Weights.random(1, DType.FP32);
                Rng rng = Rng.seeded(2)) {
            Layer conv = weights.conv2d("conv", 128, 128, 3);
            Tensor x = rng.randn(1, 128, 64, 64).channelsLast();
            Engine.threads(1);
            Tensor one = new Strips(128, 1).apply(x, conv, 16);
            Engine.threads(2);
            assertThat(new Strips(128, 1).apply(x, conv, 16).sameAs(one)).isTrue();
        } finally {
            Engine.threads(threads);
        }
    }
}
