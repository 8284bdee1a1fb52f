package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class EmaTest {
    @Test
    void decayWarmsUpToTheHighest() {
        try (Scope scope = Scope.open();
                Ema ema = new Ema(Map.of(), 0.99, true)) {
            assertThat(ema.decay(1)).isCloseTo(2.0 / 11, within(1e-12));
            assertThat(ema.decay(10)).isCloseTo(11.0 / 20, within(1e-12));
            assertThat(ema.decay(100_000)).isEqualTo(0.99);
        }
    }

    @Test
    void averagesMoveTowardsTheWeightsByOneLessTheDecay() {
        try (Scope scope = Scope.open()) {
            Tensor weight = Tensor.of(new float[] {1, 10}, 2);
            try (Ema ema = new Ema(Map.of("w", weight), 0.999, true)) {
                weight.timesInPlace(3);
                ema.update(1);
                float share = (float) (9.0 / 11);
                assertThat(Objects.requireNonNull(ema.averages().get("w")).toFloats())
                        .containsExactly(new float[] {1 + 2 * share, 10 + 20 * share}, within(1e-5f));
                assertThat(weight.toFloats()).containsExactly(3, 30);
            }
        }
    }
}
