package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class GradientsTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void close() {
        scope.close();
    }

    /** A parameter whose gradient is {@code gradient}. */
    private static Tensor parameter(float... gradient) {
        Tensor parameter = Tensor.zeros(gradient.length).requireGrad();
        parameter.times(Tensor.of(gradient, gradient.length)).sum().backward();
        return parameter;
    }

    private static double norm(Map<String, Tensor> parameters) {
        return Gradients.norm(parameters, (name, value) -> new NotFinite(7, 7, 7, "the gradient of " + name, value));
    }

    @Test
    void normIsThatOfAllGradientsTogether() {
        Map<String, Tensor> parameters = Map.of("a", parameter(3, 0), "b", parameter(0, 4));
        assertThat(norm(parameters)).isCloseTo(5, within(1e-6));
    }

    @Test
    void aGradientThatIsNotFiniteStopsTheRunByName() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            Map<String, Tensor> parameters = Map.of("a", parameter(1, 2), "out.2.bias", parameter(0, bad));
            assertThatThrownBy(() -> norm(parameters))
                    .isInstanceOf(NotFinite.class)
                    .hasMessageContaining("step 7")
                    .hasMessageContaining("out.2.bias");
        }
    }

    @Test
    void clippingShortensAllByOneFactorAndLeavesShortOnesAlone() {
        Tensor a = parameter(3, 0), b = parameter(0, 4);
        Map<String, Tensor> parameters = Map.of("a", a, "b", b);
        Gradients.clip(parameters, 5, 10);
        assertThat(norm(parameters)).isCloseTo(5, within(1e-6));
        Gradients.clip(parameters, 5, 1);
        assertThat(Objects.requireNonNull(a.grad()).toFloats()).containsExactly(new float[] {0.6f, 0}, within(1e-5f));
        assertThat(Objects.requireNonNull(b.grad()).toFloats()).containsExactly(new float[] {0, 0.8f}, within(1e-5f));
    }
}
