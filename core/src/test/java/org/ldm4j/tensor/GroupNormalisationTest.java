package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes on both sides of the border at which libtorch's own kernel depends on the number of threads. */
final class GroupNormalisationTest {
    private static final double EPS = 1e-6;

    private final Scope scope = Scope.open();
    private final int threads = Engine.threads();

    @AfterEach
    void close() {
        Engine.threads(threads);
        scope.close();
    }

    private static Tensor picture(DType type, int batch, int side) {
        try (Rng rng = Rng.seeded(batch + side)) {
            Tensor x = rng.randn(batch, 64, side, side);
            return x.plus(rng.randn(1, 64, 1, 1).times(3)).to(type).channelsLast();
        }
    }

    private static Tensor normalised(Tensor x) {
        try (Rng rng = Rng.seeded(5)) {
            return x.groupNorm(16, rng.randn(64).to(x.dtype()), rng.randn(64).to(x.dtype()), EPS);
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 1, 32", "FP32, 2, 40", "BF16, 1, 64", "BF16, 3, 72", "FP16, 1, 96", "FP64, 1, 40"})
    void isTheSameForAnyNumberOfThreads(DType type, int batch, int side) {
        Tensor x = picture(type, batch, side);
        Engine.threads(1);
        Tensor one = normalised(x);
        for (int more : new int[] {2, 3, 8, 16}) {
            Engine.threads(more);
            assertThat(normalised(x).sameAs(one)).as("%d threads", more).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"FP32, 1, 31, 5e-6", "FP32, 2, 40, 5e-6", "FP32, 1, 111, 5e-6", "BF16, 2, 64, 3e-2"})
    void isThatOfContiguousPictures(DType type, int batch, int side, double tolerance) {
        Tensor x = picture(type, batch, side);
        Tensor difference =
                normalised(x).to(DType.FP32).minus(normalised(x.contiguous()).to(DType.FP32));
        assertThat(Arrays.stream(difference.abs().toDoubles()).max().orElseThrow())
                .isLessThan(tolerance);
        assertThat(normalised(x).isChannelsLast()).isTrue();
    }

    @Test
    void aPictureOfABatchIsThatMadeAlone() {
        Tensor x = picture(DType.FP32, 3, 40);
        assertThat(normalised(x).narrow(0, 1, 1).sameAs(normalised(x.narrow(0, 1, 1))))
                .isTrue();
    }
}
