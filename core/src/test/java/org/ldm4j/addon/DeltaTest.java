package org.ldm4j.addon;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The formulas against numpy: tools/golden_lora.py. */
final class DeltaTest {
    private static SafetensorsFile formulas() throws URISyntaxException {
        return SafetensorsFile.open(
                Path.of(Objects.requireNonNull(DeltaTest.class.getResource("/lora/formulas.safetensors"))
                        .toURI()));
    }

    private static Delta delta(SafetensorsFile file, String name) {
        var module = new LoraModule(name, file, AdapterMetadata.of(Map.of(), "memory"));
        for (String key : file.names()) {
            LoraPart.Place place = LoraPart.place(key);
            if (place != null && place.module().equals(name)) {
                module.put(place.part(), key);
            }
        }
        return Delta.of(module);
    }

    private static void equalsNumpy(String module) throws URISyntaxException {
        try (Scope scope = Scope.open();
                SafetensorsFile file = formulas()) {
            Tensor expected = file.read(module + ".expected");
            Tensor weight = file.names().contains(module + ".weight")
                    ? file.read(module + ".weight")
                    : Tensor.zeros(expected.shape());

            Tensor actual = delta(file, module).of(weight).reshape(expected.shape());

            assertThat(actual.dtype()).isEqualTo(DType.FP32);
            assertThat(actual.minus(expected).maxAbs()).isLessThan(1e-6 * expected.maxAbs());
            assertThat(actual.count()).isEqualTo(count(delta(file, module).shape()));
        }
    }

    private static long count(long... shape) {
        long count = 1;
        for (long length : shape) {
            count *= length;
        }
        return count;
    }

    @Test
    void lora() throws URISyntaxException {
        equalsNumpy("lora");
    }

    @Test
    void loraWithoutAlphaHasScaleOne() throws URISyntaxException {
        equalsNumpy("unscaled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"locon", "tucker"})
    void locon(String module) throws URISyntaxException {
        equalsNumpy(module);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loha", "loha_conv", "loha_tucker"})
    void loha(String module) throws URISyntaxException {
        equalsNumpy(module);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lokr", "lokr_product", "lokr_conv", "lokr_conv_product", "lokr_tucker"})
    void lokr(String module) throws URISyntaxException {
        equalsNumpy(module);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dora", "dora_vector", "dora_columns", "dora_conv"})
    void dora(String module) throws URISyntaxException {
        equalsNumpy(module);
    }

    @Test
    void fullDifference() throws URISyntaxException {
        equalsNumpy("full");
    }
}
