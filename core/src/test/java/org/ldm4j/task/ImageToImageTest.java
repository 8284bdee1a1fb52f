package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ldm4j.image.Bitmap;
import org.ldm4j.sampling.Samplers;

final class ImageToImageTest {
    private static final Bitmap PICTURE = TestModels.picture(61, 43);
    private static final TextToImage TEXT = TextToImage.of("a dog");

    @Test
    void strengthSaysHowManyStepsAreTaken() {
        try (LatentDiffusionModel model = TestModels.load("sd1")) {
            ImageToImage request = ImageToImage.of(PICTURE, TEXT.steps(10)).strength(0.35);
            assertThat(steps(model, request, Samplers.DDIM)).isEqualTo(3);
            assertThat(steps(model, request, Samplers.HEUN))
                    .as("two evaluations a step, one at the end")
                    .isEqualTo(5);
            assertThat(steps(model, request.strength(1), Samplers.DDIM)).isEqualTo(10);
        }
    }

    private static int steps(LatentDiffusionModel model, Request request, Samplers sampler) {
        try (Run run = model.start(request.withText(request.text().sampler(sampler)))) {
            return run.stepCount();
        }
    }

    @Test
    void theResultHasThePicturesSizeCutDownUnlessOneIsAskedFor() {
        try (LatentDiffusionModel model = TestModels.load("sd1")) {
            ImageToImage request = ImageToImage.of(PICTURE, TEXT.steps(2));
            assertThat(model.generate(request).get(0)).hasToString("56x40x3");
            assertThat(model.size(request)).isEqualTo(new PictureSize(56, 40));
            assertThat(model.generate(request.withText(TEXT.steps(2).size(40, 72)))
                            .get(0))
                    .hasToString("40x72x3");
        }
    }

    @Test
    void aPictureOfLessThanALatentsPixelIsRefused() {
        try (LatentDiffusionModel model = TestModels.load("sd1")) {
            assertThatThrownBy(() -> model.start(ImageToImage.of(TestModels.picture(7, 64), TEXT)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("7x64")
                    .hasMessageContaining("at least 8");
        }
    }

    @Test
    void strengthIsAbove0AndAtMost1AndLeavesAStep() {
        ImageToImage request = ImageToImage.of(PICTURE, TEXT.steps(10));
        for (double wrong : new double[] {0, -0.1, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> request.strength(wrong))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("strength");
        }
        assertThatThrownBy(() -> request.strength(0.09)).hasMessageContaining("10 steps");
        assertThat(request.strength(0.1).strength()).isEqualTo(0.1);
    }
}
