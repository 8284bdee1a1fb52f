package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected numbers are those of {@code torch.Generator("cpu").manual_seed(seed)} in Python, torch 2.13. */
final class RngTest {
    /** torch draws fewer than 16 normal numbers one by one and more in blocks of 16, which gives others. */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 1.54099607, 1.54099607, 1.54099607468",
        "0, 15, 1.54099607, -1.07118738, -3.96899336576",
        "0, 16, -1.12583983, -0.247278154, -1.90911430866",
        "0, 17, -1.12583983, 0.931826591, 2.99660669267",
        "0, 1000, -1.12583983, -0.586172104, 28.918319983",
        "42, 1, 0.336690366, 0.336690366, 0.336690366268",
        "42, 15, 0.336690366, -0.988959908, 1.69611629844",
        "42, 16, 1.92691529, 0.76244539, -2.18766828626",
        "42, 17, 1.92691529, -0.309726775, 8.21729576588",
        "42, 1000, 1.92691529, -0.853454411, 4.23129390826",
        "9223372036854775807, 1, 1.21976304, 1.21976304, 1.21976304054",
        "9223372036854775807, 15, 1.21976304, 0.612868905, 0.958894692361",
        "9223372036854775807, 16, -2.66429758, 0.140909612, -2.14455918968",
        "9223372036854775807, 17, -2.66429758, 1.62438321, -8.91665278375",
        "9223372036854775807, 1000, -2.66429758, 0.662536681, 7.72255414055",
        "-1, 1, 1.21976304, 1.21976304, 1.21976304054",
        "-1, 15, 1.21976304, 0.612868905, 0.958894692361",
        "-1, 16, -2.66429758, 0.140909612, -2.14455918968",
        "-1, 17, -2.66429758, 1.62438321, -8.91665278375",
        "-1, 1000, -2.66429758, 0.662536681, 7.72255414055",
    })
    void normalNumbersAreThoseOfTorch(long seed, int count, float first, float last, double sum) {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(seed)) {
            float[] values = rng.randn(count).toFloats();

            assertThat(values[0]).isCloseTo(first, within(1e-6f));
            assertThat(values[count - 1]).isCloseTo(last, within(1e-6f));
            assertThat(IntStream.range(0, count).mapToDouble(i -> values[i]).sum())
                    .isCloseTo(sum, within(1e-4));
        }
    }

    @Test
    void otherDistributionsAreThoseOfTorch() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(42)) {
            assertThat(rng.rand(3).toFloats()).containsExactly(0.88226926f, 0.91500396f, 0.38286376f);
            assertThat(rng.randint(0, 10, 5).toLongs()).containsExactly(4, 6, 5, 0, 4);
            assertThat(rng.randperm(6).toLongs()).containsExactly(4, 0, 1, 2, 3, 5);
        }
    }

    @Test
    void stateBringsBackTheSameNumbers() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(7)) {
            Tensor drawn = rng.randn(5);
            Tensor state = rng.state();
            Tensor next = rng.randn(5);
            rng.restore(state);

            assertThat(rng.randn(5).sameAs(next)).isTrue();
            assertThat(next.sameAs(drawn)).isFalse();
        }
    }

    @Test
    void generatorsDoNotDisturbEachOther() {
        try (Scope scope = Scope.open();
                Rng one = Rng.seeded(1);
                Rng same = Rng.seeded(1);
                Rng other = Rng.seeded(2)) {
            Tensor first = one.randn(20);
            other.randn(20);

            assertThat(same.randn(20).sameAs(first)).isTrue();
        }
    }
}
