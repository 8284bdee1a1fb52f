package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Conditions of single texts; expected values by transformers, see {@code tools/golden_prompts.py}. */
class TextEncodingsTest {
    private static final int TOKENS = 77;

    private Scope scope;
    private long before;

    @BeforeEach
    void open() {
        before = Scope.liveTensors();
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertThat(Scope.liveTensors()).as("live native tensors").isEqualTo(before);
    }

    private static TextEncodings encodings(LatentDiffusionModel model, PromptStyle style, int clipSkip) {
        return new TextEncodings(
                model.parts(), TextToImage.of("").promptStyle(style).clipSkip(clipSkip));
    }

    private static Path expected() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(TextEncodingsTest.class.getResource("/prompts/conditions.safetensors"))
                .toURI());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd2"})
    void weightsChunksAndClipSkipAsTheReference(String name) throws URISyntaxException {
        try (LatentDiffusionModel model = TestModels.load(name);
                SafetensorsFile file = SafetensorsFile.open(expected())) {
            JsonNode prompts = JsonMapper.shared().readTree(file.metadata().get("prompts"));
            assertThat(prompts.size()).isEqualTo(4);
            for (int clipSkip : new int[] {0, 1}) {
                try (TextEncodings encodings = encodings(model, PromptStyle.A1111, clipSkip)) {
                    for (int i = 0; i < prompts.size(); i++) {
                        String text = prompts.get(i).asString();
                        Tensor wanted = file.read(name + "." + i + "." + clipSkip);
                        Tensor made = encodings.condition(text, encodings.chunks(text));
                        assertThat(made.shape()).as(text).isEqualTo(wanted.shape());
                        assertThat(made.minus(wanted).maxAbs()).as(text).isLessThan(1e-5 * wanted.maxAbs());
                    }
                }
            }
        }
    }

    @Test
    void weightsLeaveTheMeanAsItWas() {
        try (LatentDiffusionModel model = TestModels.load("sd1");
                TextEncodings encodings = encodings(model, PromptStyle.A1111, 0)) {
            Tensor plain = encodings.condition("a cat", 1), weighted = encodings.condition("a (cat:1.7)", 1);
            assertThat(weighted.minus(plain).maxAbs()).isGreaterThan(1e-2);
            assertThat(mean(weighted)).isCloseTo(mean(plain), within(1e-5));
        }
    }

    private static double mean(Tensor tensor) {
        return tensor.mean().toFloats()[0];
    }

    @Test
    void longPromptsAreTakenWholeInChunksAndCutAsPlainText() {
        String text = "one two three four five six seven eight nine ten ".repeat(10);
        try (LatentDiffusionModel model = TestModels.load("sd1");
                TextEncodings whole = encodings(model, PromptStyle.A1111, 0);
                TextEncodings cut = encodings(model, PromptStyle.DIFFUSERS, 0)) {
            assertThat(whole.chunks(text)).isEqualTo(2);
            assertThat(cut.chunks(text)).isEqualTo(1);
            Tensor first = whole.condition(text, 2).narrow(1, 0, TOKENS);
            assertThat(first.toFloats()).isEqualTo(cut.condition(text, 1).toFloats());
        }
    }

    @Test
    void shorterNegativePromptsArePaddedWithEmptyChunks() {
        try (LatentDiffusionModel model = TestModels.load("sd2");
                TextEncodings encodings = encodings(model, PromptStyle.A1111, 0)) {
            Tensor padded = encodings.negativeCondition("blur", 3);
            assertThat(padded.shape()).containsExactly(1, 3 * TOKENS, padded.size(2));
            float[] empty = encodings.condition("", 1).toFloats();
            assertThat(padded.narrow(1, 0, TOKENS).toFloats())
                    .isEqualTo(encodings.negativeCondition("blur", 1).toFloats())
                    .isNotEqualTo(empty);
            assertThat(padded.narrow(1, TOKENS, TOKENS).toFloats()).isEqualTo(empty);
            assertThat(padded.narrow(1, 2 * TOKENS, TOKENS).toFloats()).isEqualTo(empty);
        }
    }

    @Test
    void clipSkipIsForNegativePromptsTooUnlessAsDiffusers() {
        try (LatentDiffusionModel model = TestModels.load("sd1");
                TextEncodings skipping = encodings(model, PromptStyle.A1111, 1);
                TextEncodings plain = encodings(model, PromptStyle.DIFFUSERS, 1)) {
            float[] skipped = skipping.condition("blur", 1).toFloats();
            assertThat(skipping.negativeCondition("blur", 1).toFloats()).isEqualTo(skipped);
            assertThat(plain.condition("blur", 1).toFloats()).isEqualTo(skipped);
            assertThat(plain.negativeCondition("blur", 1).toFloats()).isNotEqualTo(skipped);
        }
    }

    @Test
    void clipSkipBeyondTheLayersIsRefused() {
        try (LatentDiffusionModel model = TestModels.load("sd1")) {
            int layers = model.parts().textEncoder().config().layers();
            assertThatThrownBy(() -> encodings(model, PromptStyle.A1111, layers))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("clipSkip")
                    .hasMessageContaining(layers + " layers");
        }
    }

    @Test
    void weightsBeyondAFloatAreRefused() {
        try (LatentDiffusionModel model = TestModels.load("sd1");
                TextEncodings encodings = encodings(model, PromptStyle.A1111, 0)) {
            assertThatThrownBy(() -> encodings.chunks("a (cat:1" + "0".repeat(200) + ")"))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("weights");
        }
    }
}
