package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.ldm4j.image.Bitmap;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class DepthToImageTest {
    private static final Bitmap PICTURE = TestModels.picture(48, 40);
    private static final TextToImage TEXT = TextToImage.of("a dog").steps(2);

    private static Bitmap make(LatentDiffusionModel model, DepthMap depth) {
        return model.generate(DepthToImage.of(PICTURE, depth, TEXT)).get(0);
    }

    @Test
    void onlyDifferencesOfDepthCountInAnyUnit() {
        Bitmap grey = Bitmap.of(2, 1, 1, new byte[] {0, 100});
        try (Scope scope = Scope.open();
                LatentDiffusionModel model = TestModels.load("sd2-depth")) {
            DepthMap tensor = DepthMap.of(Tensor.of(new float[] {-8, 17}, 1, 1, 2));
            assertThat(make(model, tensor)).isEqualTo(make(model, DepthMap.of(grey)));
            DepthMap turned = DepthMap.of(Tensor.of(new float[] {17, -8}, 1, 2));
            assertThat(make(model, turned)).isNotEqualTo(make(model, tensor));
        }
    }

    @Test
    void aFlatMapIsNoDepth() {
        try (LatentDiffusionModel model = TestModels.load("sd2-depth")) {
            Bitmap black = Bitmap.of(3, 3, 1, new byte[9]);
            assertThat(make(model, DepthMap.of(black))).hasToString("48x40x3");
        }
    }

    @Test
    void aMapIsAPlaneOfFiniteNumbers() {
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> DepthMap.of(Tensor.zeros(2, 3, 3)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("[2, 3, 3]");
            assertThatThrownBy(() -> DepthMap.of(Tensor.of(new float[] {1, Float.NaN}, 1, 2)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("NaN");
            assertThatThrownBy(() -> DepthMap.of(Tensor.of(new float[] {1, 2}, 2)))
                    .isInstanceOf(RequestException.class);
        }
    }
}
