package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TensorTest {
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

    private static Tensor of(double... values) {
        return Tensor.of(values, values.length);
    }

    // ------------------------------------------------------------------ making and reading

    @Test
    void valuesGoInAndOutInRowMajorOrder() {
        Tensor t = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

        assertThat(t.shape()).containsExactly(2, 3);
        assertThat(t.dtype()).isEqualTo(DType.FP32);
        assertThat(t.transpose(0, 1).toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(t.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(t.plus(0.7).toLongs()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(t).hasToString("fp32[2, 3]");
    }

    @Test
    void valuesMustFillTheShape() {
        assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
                .isInstanceOf(TensorException.class)
                .hasMessage("5 values do not fill the shape [2, 3]");
        assertThatThrownBy(() -> Tensor.of(new long[4], 5)).hasMessage("4 values do not fill the shape [5]");
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void bytesComeBackAsTheyWere(DType type) throws IOException {
        byte[] written = new byte[6 * type.bytes()];
        for (int i = 0; i < written.length; i++) {
            written[i] = (byte) (type == DType.BOOL ? i % 2 : i);
        }
        Tensor t = Tensor.filled(type, new long[] {2, 3}, piece -> piece.put(written));
        List<Byte> read = new ArrayList<>();
        t.<IOException>readBytes(piece -> {
            while (piece.hasRemaining()) {
                read.add(piece.get());
            }
        });

        assertThat(t.bytes()).isEqualTo(written.length);
        assertThat(read).hasSize(written.length);
        assertThat(ByteBuffer.wrap(written)).isEqualTo(ByteBuffer.wrap(bytes(read)));
    }

    private static byte[] bytes(List<Byte> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i);
        }
        return bytes;
    }

    @Test
    void bytesAreRowMajorWhateverTheStrides() {
        Tensor turned = Tensor.of(new long[] {1, 2, 3, 4}, 2, 2).transpose(0, 1);
        List<Long> read = new ArrayList<>();
        turned.<RuntimeException>readBytes(piece -> {
            while (piece.hasRemaining()) {
                read.add(piece.getLong());
            }
        });
        assertThat(read).containsExactly(1L, 3L, 2L, 4L);
    }

    @Test
    void emptyTensorsAreTensors() {
        Tensor empty = Tensor.zeros(0, 4);

        assertThat(empty.count()).isZero();
        assertThat(empty.toFloats()).isEmpty();
        assertThat(empty.maxAbs()).isZero();
        assertThat(empty.isFinite()).isTrue();
        assertThat(Tensor.cat(0, empty, Tensor.ones(DType.FP32, 1, 4)).shape()).containsExactly(1, 4);
    }

    @Test
    void finiteMeansNeitherNanNorInfinity() {
        assertThat(of(1, -1e300).isFinite()).isTrue();
        assertThat(of(1, Double.NaN).isFinite()).isFalse();
        assertThat(of(Double.NEGATIVE_INFINITY).isFinite()).isFalse();
    }

    @Test
    void sameMeansShapeTypeAndValues() {
        Tensor t = of(1, 2);

        assertThat(t.sameAs(of(1, 2))).isTrue();
        assertThat(t.sameAs(of(1, 3))).isFalse();
        assertThat(t.sameAs(t.reshape(2, 1))).isFalse();
        assertThat(t.sameAs(t.to(DType.FP32))).isFalse();
    }

    // ------------------------------------------------------------------ shapes

    @Test
    void shapesAreMovedAround() {
        Tensor t = Tensor.arange(24).reshape(2, 3, 4);

        assertThat(t.permute(2, 0, 1).shape()).containsExactly(4, 2, 3);
        assertThat(t.narrow(1, 1, 2).select(0, 1).toLongs()).containsExactly(16, 17, 18, 19, 20, 21, 22, 23);
        assertThat(t.chunk(2, 2)[1].select(0, 0).toLongs()).containsExactly(2, 3, 6, 7, 10, 11);
        assertThat(t.unsqueeze(0).squeeze(0).shape()).containsExactly(2, 3, 4);
        assertThat(Tensor.stack(0, t, t).shape()).containsExactly(2, 2, 3, 4);
        assertThat(Tensor.arange(3).flip(0).toLongs()).containsExactly(2, 1, 0);
        assertThat(Tensor.arange(2).repeat(2).toLongs()).containsExactly(0, 1, 0, 1);
        assertThat(Tensor.arange(4)
                        .indexSelect(0, Tensor.of(new long[] {3, 1}, 2))
                        .toLongs())
                .containsExactly(3, 1);
        assertThat(Tensor.ones(DType.FP32, 1, 1, 1, 1).pad(1, 2, 0, 1).toFloats())
                .containsExactly(0, 1, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void stridedTensorsSeeTheSameMemory() {
        Tensor memory = Tensor.arange(12);
        Tensor transposed = memory.strided(new long[] {3, 2}, new long[] {1, 3}, 4);
        assertThat(transposed.toLongs()).containsExactly(4, 7, 5, 8, 6, 9);
        memory.copyInPlace(Tensor.zeros(DType.INT64, 12));
        assertThat(transposed.toLongs()).containsOnly(0);
        assertThatThrownBy(() -> memory.strided(new long[] {2}, new long[] {1}, 11))
                .isInstanceOf(TensorException.class);
    }

    @Test
    void operandsThatDoNotFitAreShownWithTheirShapes() {
        Tensor a = Tensor.zeros(2, 3), b = Tensor.zeros(4);

        assertThatThrownBy(() -> a.plus(b))
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("plus(fp32[2, 3], fp32[4]): ")
                .message()
                .doesNotContain("\n");
        assertThatThrownBy(() -> a.reshape(5)).hasMessageStartingWith("reshape[5](fp32[2, 3]): ");
        assertThatThrownBy(() -> Tensor.cat(0, a, b)).hasMessageStartingWith("cat(fp32[2, 3], fp32[4]): ");
        assertThatThrownBy(() -> a.linear(Tensor.zeros(5, 4), null))
                .hasMessageStartingWith("linear(fp32[2, 3], fp32[5, 4])");
    }

    // ------------------------------------------------------------------ arithmetic

    @Test
    void elementsAreCalculated() {
        Tensor a = of(1, 4, -9), b = of(2, 2, 3);

        assertThat(a.plus(b).toDoubles()).containsExactly(3, 6, -6);
        assertThat(a.minus(b).toDoubles()).containsExactly(-1, 2, -12);
        assertThat(a.times(b).times(0.5).toDoubles()).containsExactly(1, 4, -13.5);
        assertThat(a.dividedBy(b).dividedBy(2).toDoubles()).containsExactly(0.25, 1, -1.5);
        assertThat(a.negated().toDoubles()).containsExactly(-1, -4, 9);
        assertThat(a.abs().sqrt().toDoubles()).containsExactly(1, 2, 3);
        assertThat(a.square().toDoubles()).containsExactly(1, 16, 81);
        assertThat(a.clamp(-1, 2).toDoubles()).containsExactly(1, 2, -1);
        assertThat(of(0.5, 1.5, 2.4).round().toDoubles()).containsExactly(0, 2, 2);
        assertThat(of(1).exp().log().item()).isCloseTo(1, within(1e-12));
        assertThat(a.maxAbs()).isEqualTo(9);
    }

    @Test
    void elementsAreSummedUp() {
        Tensor t = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);

        assertThat(t.sum().item()).isEqualTo(21);
        assertThat(t.mean().item()).isEqualTo(3.5);
        assertThat(t.sum(false, 0).toDoubles()).containsExactly(5, 7, 9);
        assertThat(t.mean(true, 1).shape()).containsExactly(2, 1);
        assertThat(t.std().item()).isCloseTo(Math.sqrt(3.5), within(1e-12));
        assertThat(t.std(false, 1).toDoubles()).containsExactly(1, 1);
        assertThat(t.argmax(1).toLongs()).containsExactly(2, 2);
        assertThat(of(3, 7, 7).argmax(0).item()).isEqualTo(1);
    }

    @Test
    void activationsAreTheirFormulas() {
        double x = 0.8, sigmoid = 1 / (1 + Math.exp(-x));

        assertThat(of(x).silu().item()).isCloseTo(x * sigmoid, within(1e-12));
        assertThat(of(x).sigmoid().item()).isCloseTo(sigmoid, within(1e-12));
        assertThat(of(x).quickGelu().item()).isCloseTo(x / (1 + Math.exp(-1.702 * x)), within(1e-12));
        assertThat(of(x).gelu().item()).isCloseTo(0.6305156, within(1e-6)); // 0.8 Phi(0.8)
        assertThat(of(-x).relu().item()).isZero();
        assertThat(of(0, Math.log(3)).softmax(0).toDoubles()[1]).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void normalisationGivesMeanZeroAndVarianceOne() {
        Tensor x = Tensor.of(new float[] {1, 3, 10, 20}, 1, 4);
        Tensor one = Tensor.ones(DType.FP32, 4), zero = Tensor.zeros(4);

        Tensor groups = x.reshape(1, 4, 1, 1).groupNorm(2, one, zero, 0);

        assertThat(groups.toFloats()).containsExactly(new float[] {-1, 1, -1, 1}, within(1e-5f));
        assertThat(x.layerNorm(one, zero, 0).mean().item()).isCloseTo(0, within(1e-6));
        assertThat(x.layerNorm(one, zero, 0).square().mean().item()).isCloseTo(1, within(1e-5));
    }

    @Test
    void mapsAreScaled() {
        Tensor map = Tensor.of(new float[] {1, 2, 3, 4}, 1, 1, 2, 2);

        assertThat(map.averagePool2().toFloats()).containsExactly(2.5f);
        assertThat(map.upsampleNearest(2, 4).toFloats()).containsExactly(1, 1, 2, 2, 3, 3, 4, 4);
    }

    @Test
    void embeddingPicksRows() {
        Tensor table = Tensor.of(new float[] {0, 0, 1, 1, 2, 2}, 3, 2);

        assertThat(table.embedding(Tensor.of(new long[] {2, 0}, 1, 2)).toFloats())
                .containsExactly(2, 2, 0, 0);
    }

    // ------------------------------------------------------------------ gradients

    @Test
    void gradientsAddUpUntilTheyAreCleared() {
        Tensor w = of(2, 3).requireGrad();
        w.square().sum().backward();
        w.square().sum().backward();

        assertThat(w.grad().toDoubles()).containsExactly(8, 12);
        w.clearGrad();
        assertThat(w.grad()).isNull();
    }

    @Test
    void nothingIsRecordedWithoutGradients() {
        Tensor w = of(2).requireGrad();
        try (NoGrad off = NoGrad.open()) {
            assertThat(w.square().requiresGrad()).isFalse();
        }
        assertThat(w.square().requiresGrad()).isTrue();
        assertThat(w.detach().requiresGrad()).isFalse();
    }

    @Test
    void parametersChangeInPlace() {
        Tensor w = of(2, 4).requireGrad();
        w.timesInPlace(2);
        w.lerpInPlace(of(0, 0), 0.5);
        assertThat(w.toDoubles()).containsExactly(2, 4);
        w.copyInPlace(of(7, 8));
        assertThat(w.toDoubles()).containsExactly(7, 8);
        assertThat(w.requiresGrad()).isTrue();
    }
}
