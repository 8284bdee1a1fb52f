package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Networks whose values leave float16's range give the picture that they give in float32, not a black one. */
final class CarefulTest {
    private static final double LARGE = 60_000;
    private static final TextToImage REQUEST =
            TextToImage.of("a lighthouse").size(64, 64).steps(2).guidance(3);

    @ParameterizedTest
    @CsvSource({
        "UNET, input_blocks.0.0.weight",
        "FIRST_STAGE, decoder.conv_in.weight",
        "TEXT, text_model.encoder.layers.0.mlp.fc2.weight"
    })
    void whatOverflowsIsComputedAgainInFloat32(Part part, String name) {
        assertThat(whole(DType.FP16, part, name)).isLessThan(0.05);
    }

    /** Loads in a type, makes a parameter larger, and returns how far the picture is from that of float32. */
    private static double whole(DType type, Part part, String name) {
        try (Scope scope = Scope.open()) {
            Tensor narrow = picture(type, part, name), wide = picture(DType.FP32, part, name);
            assertThat(narrow.isFinite()).isTrue();
            return narrow.minus(wide).abs().mean().item() / wide.abs().mean().item();
        }
    }

    private static Tensor picture(DType type, Part part, String name) {
        try (LatentDiffusionModel model = load(type)) {
            enlarge(part.weights.apply(model.parts()), name);
            try (Run run = model.start(REQUEST)) {
                return run.finish().decoded();
            }
        }
    }

    @Test
    void whatIsNoNumberInFloat32EitherIsAnError() {
        try (Scope scope = Scope.open();
                LatentDiffusionModel model = load(DType.FP16)) {
            model.parts().unet().weights().parameters().get("out.2.bias").timesInPlace(Double.NaN);
            try (Run run = model.start(REQUEST)) {
                assertThatThrownBy(run::next)
                        .isInstanceOf(NotFiniteException.class)
                        .hasMessageContaining("latent after step 1");
            }
        }
    }

    /** The wide copy of the weights is the run's, and goes with it. */
    @Test
    void nothingIsLeftOfTheSecondAttempt() {
        try (Scope scope = Scope.open();
                LatentDiffusionModel model = load(DType.FP16)) {
            enlarge(model.parts().unet().weights(), "input_blocks.0.0.weight");
            enlarge(model.parts().firstStage().weights(), "decoder.conv_in.weight");
            long before = Scope.liveTensors();
            try (Run run = model.start(REQUEST)) {
                run.finish().bitmaps();
            }
            assertThat(Scope.liveTensors()).isEqualTo(before);
        }
    }

    /** Brings a parameter to the end of float16's range, in two steps since a factor has that range too. */
    private static void enlarge(Weights weights, String name) {
        Tensor parameter = weights.parameters().get(name);
        double factor = Math.sqrt(LARGE / parameter.maxAbs());
        parameter.timesInPlace(factor);
        parameter.timesInPlace(factor);
    }

    private static LatentDiffusionModel load(DType type) {
        Path folder = GoldenCases.resources().resolve("models/sd1");
        return ModelLoader.load(folder, LoadOptions.DEFAULT.withType(type));
    }

    private enum Part {
        UNET(parts -> parts.unet().weights()),
        FIRST_STAGE(parts -> parts.firstStage().weights()),
        TEXT(parts -> parts.textEncoder().weights());

        private final Function<ModelParts, Weights> weights;

        Part(Function<ModelParts, Weights> weights) {
            this.weights = weights;
        }
    }
}
