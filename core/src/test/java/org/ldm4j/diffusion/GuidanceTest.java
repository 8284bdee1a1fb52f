package org.ldm4j.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class GuidanceTest {
    @Test
    void goesFromUnconditionalThroughConditional() {
        try (Scope scope = Scope.open()) {
            Tensor u = Tensor.full(1, 1, 1), c = Tensor.full(2, 1, 1);
            assertThat(new Guidance(7.5, 0).combine(u, c).item()).isEqualTo(8.5);
            assertThat(new Guidance(0, 0).combine(u, c).item()).isEqualTo(1);
        }
    }

    @Test
    void scaleOneNeedsNoUnconditionalOutput() {
        assertThat(new Guidance(1, 0).isActive()).isFalse();
        assertThat(new Guidance(1.5, 0).isActive()).isTrue();
    }

    @Test
    void fullRescaleGivesEachPictureTheSpreadOfItsConditionalOutput() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(5)) {
            Tensor u = rng.randn(2, 3, 4, 4), c = rng.randn(2, 3, 4, 4);
            Tensor full = new Guidance(9, 1).combine(u, c), half = new Guidance(9, 0.5).combine(u, c);
            for (int picture = 0; picture < 2; picture++) {
                assertThat(full.select(0, picture).std().item())
                        .isCloseTo(c.select(0, picture).std().item(), within(1e-5));
            }
            Tensor mean = full.plus(new Guidance(9, 0).combine(u, c)).dividedBy(2);
            assertThat(half.minus(mean).maxAbs()).isLessThan(1e-5);
        }
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Guidance(Double.NaN, 0)).hasMessageContaining("guidance scale");
        assertThatThrownBy(() -> new Guidance(7, 1.5)).hasMessage("guidance rescale (1.5) must be from 0 to 1");
    }
}
