package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.image.Bitmap;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The paper's models as their users meet them. */
final class PaperModelTest {
    private static PaperModel load(String path) {
        return (PaperModel)
                ModelLoader.open(GoldenCases.resources().resolve(path), LoadOptions.DEFAULT.withType(DType.FP32));
    }

    private static PaperModel unconditional() {
        return load("h-zoo/models/celeba/model.safetensors");
    }

    private static PaperModel text() {
        return load("l-ldm-exports/models/ldm-text2im");
    }

    private static Unconditional three() {
        return new Unconditional(TextToImage.of("").steps(4).count(3).seed(5));
    }

    @Test
    void aPictureOfABatchEqualsTheOneMadeAlone() {
        try (PaperModel model = unconditional()) {
            List<Bitmap> all = model.generate(three());
            List<Bitmap> second =
                    model.generate(new Unconditional(three().text().seed(6).count(1)));
            assertThat(all).hasSize(3);
            assertThat(all.get(1)).isEqualTo(second.get(0)).isNotEqualTo(all.get(0));
            assertThat(all.get(0)).hasToString("32x32x3");
        }
    }

    @Test
    void nothingIsLeftBehind() {
        long before = Scope.liveTensors();
        try (PaperModel model = text()) {
            long loaded = Scope.liveTensors();
            model.generate(TextToImage.of("a dog").steps(2));
            assertThatThrownBy(() -> model.start(three())).isInstanceOf(RequestException.class);
            assertThat(Scope.liveTensors()).isEqualTo(loaded);
        }
        assertThat(Scope.liveTensors()).isEqualTo(before);
    }

    @Test
    void aRequestOfAnotherKindIsRefusedWithWhatIsServed() {
        try (Model model = unconditional()) {
            assertThatThrownBy(() -> model.start(ClassToImage.of(1)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("expected Unconditional, Inpainting")
                    .hasMessageContaining("found ClassToImage");
            assertThatThrownBy(model::stable)
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("makes pictures from anything");
        }
        try (Model model = TestModels.load("sd1")) {
            assertThat(model.stable()).isSameAs(model);
            assertThatThrownBy(() -> model.start(Unconditional.of())).isInstanceOf(RequestException.class);
        }
    }

    @Test
    void guidanceNeedsSomethingThatStandsForNoCondition() {
        try (PaperModel model = unconditional()) {
            assertThat(model.guidance(three()).scale()).isEqualTo(1);
            Request guided = new Unconditional(three().text().guidance(2));
            assertThatThrownBy(() -> model.start(guided))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("guidance");
        }
        try (PaperModel model = text()) {
            TextToImage request = TextToImage.of("a dog").steps(2);
            assertThat(model.guidance(request).scale()).isEqualTo(5);
            assertThat(model.generate(request)).isNotEqualTo(model.generate(request.guidance(1)));
        }
    }

    @Test
    void whatIsKeptStaysAndTheRestIsNew() {
        Bitmap picture = TestModels.picture(32, 32), mask = TestModels.mask(32, 32);
        try (PaperModel model = unconditional()) {
            Inpainting request = Inpainting.of(picture, mask, TextToImage.of("").steps(4));
            Bitmap made = model.generate(request).get(0);
            assertThat(made.cropped(0, 0, 32, 8)).isEqualTo(picture.cropped(0, 0, 32, 8));
            assertThat(made.cropped(12, 12, 8, 8)).isNotEqualTo(picture.cropped(12, 12, 8, 8));
            assertThatThrownBy(() -> model.start(request.strength(0.5)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("strength");
        }
    }

    @Test
    void steeringByTheCodebookNeedsOne() {
        try (PaperModel model = text()) {
            assertThatThrownBy(() -> model.start(TextToImage.of("a"), Steering.NONE.quantising(), null))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("codebook");
        }
        assertThatThrownBy(() -> Steering.NONE.temperature(-1)).isInstanceOf(RequestException.class);
    }

    @Test
    void conditionsOfAnotherKindAreRefused() {
        try (Scope scope = Scope.open();
                PaperModel model = text()) {
            Conditions conditions = model.conditions();
            assertThatThrownBy(() -> conditions.classes(1))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("condition: expected a text");
            assertThatThrownBy(() -> conditions.vectors(Tensor.zeros(1, 2, 3))).isInstanceOf(RequestException.class);
            assertThatThrownBy(() -> conditions.tokens(Tensor.of(new long[] {260}, 1, 1), null))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("tokens");
            assertThatThrownBy(() -> conditions.tokens(Tensor.zeros(DType.INT64, 1, 78), null))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("at most 77");
            assertThatThrownBy(() -> conditions.layout(List.of(LayoutBox.of(260, 0, 0, 1, 1))))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("class of a box");
        }
    }

    @Test
    void rowsOfAConditionBelongToPictures() {
        try (Scope scope = Scope.open();
                PaperModel model = text()) {
            Condition two = model.conditions().texts(List.of("a cat", "a dog"), List.of(""));
            TextToImage settings = TextToImage.of("").steps(2).count(2);
            List<Bitmap> both = model.generate(new Conditioned(settings, two));
            List<Bitmap> cat = model.generate(settings.count(1).prompts(List.of("a cat")));
            assertThat(both.get(0)).isEqualTo(cat.get(0));
            assertThatThrownBy(() -> model.start(new Conditioned(settings.count(3), two)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("2 rows");
        }
    }

    @Test
    void aFirstNoiseOfAnotherShapeIsRefused() {
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1);
                PaperModel model = unconditional()) {
            Tensor noise = rng.randn(3, 3, 8, 4);
            assertThatThrownBy(() -> model.startFrom(three(), noise))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("[3, 3, 8, 8]");
        }
    }
}
