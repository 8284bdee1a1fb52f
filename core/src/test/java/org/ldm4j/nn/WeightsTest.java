package org.ldm4j.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class WeightsTest {
    private final long before = Scope.liveTensors();
    private Scope scope;

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertThat(Scope.liveTensors()).as("live native tensors").isEqualTo(before);
    }

    /** Tensors of ones, given by shape. */
    private record Ones(Map<String, long[]> shapes) implements TensorSource {
        @Override
        public Set<String> names() {
            return shapes.keySet();
        }

        @Override
        public long[] shape(String name) {
            return shapes.get(name).clone();
        }

        @Override
        public DType dtype(String name) {
            return DType.FP16;
        }

        @Override
        public Tensor read(String name) {
            return Tensor.ones(DType.FP16, shape(name));
        }

        @Override
        public String description() {
            return "model.safetensors";
        }
    }

    private static Ones linear(long out, long in) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("net.0.weight", new long[] {out, in});
        shapes.put("net.0.bias", new long[] {out});
        shapes.put("ema.decay", new long[] {});
        return new Ones(shapes);
    }

    @Test
    void layersComeFromTheirPlaceInTheCheckpoint() {
        Ones source = linear(2, 3);
        try (Weights weights = Weights.from(source, DType.FP32)) {
            Layer layer = weights.at("net").linear("0", 3, 2);

            assertThat(layer.apply(Tensor.ones(DType.FP32, 1, 3)).toFloats()).containsExactly(4, 4);
            assertThat(weights.parameters()).containsOnlyKeys("net.0.weight", "net.0.bias");
            assertThat(weights.parameters().get("net.0.bias").dtype()).isEqualTo(DType.FP32);
            assertThat(weights.unused(source)).containsExactly("ema.decay");
        }
    }

    @Test
    void missingTensorIsNamedInFull() {
        try (Weights weights = Weights.from(linear(2, 3), DType.FP32)) {
            assertThatThrownBy(() -> weights.at("net").at(1).linear("proj", 3, 2))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(
                            "tensor 'net.1.proj.weight': expected [2, 3], found no such tensor (model.safetensors)");
        }
    }

    @Test
    void misshapenTensorIsNamedInFull() {
        try (Weights weights = Weights.from(linear(2, 5), DType.FP32)) {
            assertThatThrownBy(() -> weights.at("net").linear("0", 3, 2))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage("tensor 'net.0.weight': expected [2, 3], found [2, 5] (model.safetensors)");
        }
    }

    @Test
    void secondAskingGivesTheSameTensorAndChecksAgain() {
        try (Weights weights = Weights.create(1)) {
            Tensor first = weights.get("table", Init.ONES, 4, 2);

            assertThat(weights.get("table", Init.ZEROS, 4, 2)).isSameAs(first);
            assertThatThrownBy(() -> weights.get("table", Init.ONES, 2, 4))
                    .hasMessage("tensor 'table': expected [2, 4], found [4, 2] (asked for a second time)");
        }
    }

    @Test
    void drawDependsOnSeedAndNameAlone() {
        try (Weights one = Weights.create(1);
                Weights same = Weights.create(1);
                Weights other = Weights.create(2)) {
            same.linear("earlier", 4, 4);
            Tensor drawn = one.get("a", Init.normal(1), 8);

            assertThat(same.get("a", Init.normal(1), 8).sameAs(drawn)).isTrue();
            assertThat(one.get("b", Init.normal(1), 8).sameAs(drawn)).isFalse();
            assertThat(other.get("a", Init.normal(1), 8).sameAs(drawn)).isFalse();
        }
    }

    @Test
    void residualBranchesBeginAtZero() {
        try (Weights weights = Weights.create(1)) {
            weights.zeroed().conv2d("out", 4, 4, 3);
            weights.conv2d("in", 4, 4, 3);

            assertThat(weights.parameters().get("out.weight").maxAbs()).isZero();
            assertThat(weights.parameters().get("in.weight").maxAbs()).isBetween(0.1, 1 / 6.0);
        }
    }

    @Test
    void parametersOutliveTheScopeTheyWereMadeIn() {
        Weights weights = Weights.create(1);
        Layer layer;
        try (Scope inner = Scope.open()) {
            layer = weights.groupNorm("norm", 2, 4, 1e-6);
        }
        assertThat(layer.apply(Tensor.zeros(1, 4, 2, 2)).maxAbs()).isZero();
        weights.at("elsewhere").close();
        assertThat(weights.parameters()).isEmpty();
    }

    @Test
    void floatMastersServeBfloat16Steps() {
        try (Weights weights = Weights.create(1)) {
            Layer layer = weights.linear("proj", 4, 2);

            assertThat(layer.apply(Tensor.ones(DType.BF16, 1, 4)).dtype()).isEqualTo(DType.BF16);
            assertThat(weights.parameters().get("proj.weight").dtype()).isEqualTo(DType.FP32);
        }
    }

    @Test
    void sharedWeightsDifferOnlyWhereReplaced() {
        Weights base = Weights.create(1);
        base.linear("a", 3, 2);
        base.linear("b", 3, 2);
        try (Weights patched = base.with(Map.of("a.weight", Tensor.ones(DType.FP32, 2, 3)))) {
            patched.linear("a", 3, 2);
            Layer b = patched.linear("b", 3, 2);

            assertThat(patched.parameters().get("a.weight").toFloats()).containsOnly(1);
            assertThat(patched.parameters()
                            .get("a.bias")
                            .sharesMemoryWith(base.parameters().get("a.bias")))
                    .isTrue();
            assertThat(base.parameters().get("a.weight").maxAbs()).isLessThan(1);
            base.close();
            assertThat(b.apply(Tensor.ones(DType.FP32, 1, 3)).isFinite()).isTrue();
        }
    }

    @Test
    void onlyParametersCanBeReplaced() {
        try (Weights base = Weights.create(1)) {
            base.linear("a", 3, 2);

            assertThatThrownBy(() -> base.with(Map.of("c.weight", Tensor.ones(DType.FP32, 1))))
                    .hasMessage("tensor 'c.weight': expected one of 2 parameters, found no such name (what replaces"
                            + " them)");
        }
    }
}
