package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ldm4j.image.Bitmap;

final class SuperResolutionTest {
    private static final TextToImage TEXT = TestModels.twoOf("sharp");

    @Test
    void thePictureBecomesFourTimesAsLarge() {
        try (LatentDiffusionModel model = TestModels.load("x4-upscaler")) {
            SuperResolution request = SuperResolution.of(TestModels.picture(18, 13), TEXT.count(1));
            assertThat(model.size(request)).hasToString("64x48");
            assertThat(model.generate(request).get(0)).hasToString("64x48x3");
        }
    }

    @Test
    void noiseLevelsGoAsFarAsTheModelSays() {
        try (LatentDiffusionModel model = TestModels.load("x4-upscaler")) {
            SuperResolution request = SuperResolution.of(TestModels.picture(16, 12), TEXT);
            int most = model.parts().lowResolution().maxLevel();
            model.start(request.noiseLevel(most)).close();
            assertThatThrownBy(() -> model.start(request.noiseLevel(most + 1)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("from 0 to " + most);
            assertThatThrownBy(() -> request.noiseLevel(-1)).isInstanceOf(RequestException.class);
        }
    }

    @Test
    void noiseChangesThePicture() {
        try (LatentDiffusionModel model = TestModels.load("x4-upscaler")) {
            SuperResolution request = SuperResolution.of(TestModels.picture(16, 12), TEXT.count(1));
            assertThat(model.generate(request.noiseLevel(0))).isNotEqualTo(model.generate(request.noiseLevel(100)));
        }
    }

    @Test
    void withAListOfGeneratorsTheFirstDrawsTheSmallPicturesNoise() {
        try (LatentDiffusionModel model = TestModels.load("x4-upscaler")) {
            SuperResolution own =
                    SuperResolution.of(TestModels.picture(16, 12), TEXT).noiseLevel(200);
            List<Bitmap> each = model.generate(own);
            List<Bitmap> list = model.generate(own.withText(TEXT.seedMode(SeedMode.LIST)));
            assertThat(list.get(0)).isEqualTo(each.get(0));
            assertThat(list.get(1)).isNotEqualTo(each.get(1));
        }
    }

    @Test
    void aSizeAndTooLargeAPictureAreRefused() {
        assertThatThrownBy(() -> SuperResolution.of(TestModels.picture(16, 16), TEXT.size(64, 64)))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("64x64");
        try (LatentDiffusionModel model = TestModels.load("x4-upscaler")) {
            assertThatThrownBy(() -> model.start(SuperResolution.of(TestModels.picture(2052, 8), TEXT)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("8208x32");
        }
    }
}
