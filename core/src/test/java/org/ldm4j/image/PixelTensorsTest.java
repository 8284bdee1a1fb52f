package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.image.PixelTensors.Rounding;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

class PixelTensorsTest {
    private final Scope scope = Scope.open();

    @AfterEach
    void free() {
        scope.close();
    }

    @Test
    void channelsBecomePlanes() {
        Tensor tensor =
                PixelTensors.tensor(Bitmap.of(2, 1, 3, new byte[] {0, 51, 102, (byte) 153, (byte) 204, (byte) 255}));
        assertThat(tensor.shape()).containsExactly(1, 3, 1, 2);
        assertThat(tensor.toFloats()).containsExactly(new float[] {-1, 0.2f, -0.6f, 0.6f, -0.2f, 1}, within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource(Rounding.class)
    void everyLevelComesBackByRounding(Rounding rounding) {
        Bitmap bitmap = Bitmaps.noise(16, 16, 3, 4);
        Bitmap back =
                PixelTensors.bitmaps(PixelTensors.tensor(bitmap), rounding).get(0);
        // rounding down loses a level where the float lies just below it, as it does in the reference
        int lost = 0;
        for (int i = 0; i < back.values().length; i++) {
            lost = Math.max(lost, Math.abs((bitmap.values()[i] & 0xFF) - (back.values()[i] & 0xFF)));
        }
        assertThat(lost).isLessThanOrEqualTo(rounding == Rounding.NEAREST ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"-3, 0, 0", "3, 255, 255", "0, 128, 127", "0.0117, 129, 128", "-0.9999, 0, 0"})
    void valuesBecomeLevels(float value, int nearest, int down) {
        Tensor tensor = Tensor.of(new float[] {value}, 1, 1, 1, 1);
        assertThat(PixelTensors.bitmaps(tensor, Rounding.NEAREST).get(0)).isEqualTo(Bitmaps.row(nearest));
        assertThat(PixelTensors.bitmaps(tensor, Rounding.DOWN).get(0)).isEqualTo(Bitmaps.row(down));
    }

    @Test
    void severalPicturesBecomeABatchAndBack() {
        List<Bitmap> bitmaps = List.of(Bitmaps.noise(3, 2, 3, 5), Bitmaps.noise(3, 2, 3, 6));
        Tensor tensor = PixelTensors.tensor(bitmaps);
        assertThat(tensor.shape()).containsExactly(2, 3, 2, 3);
        assertThat(PixelTensors.bitmaps(tensor, Rounding.NEAREST)).isEqualTo(bitmaps);
    }

    @Test
    void maskIsCutAtHalf() {
        assertThat(PixelTensors.mask(Bitmaps.row(0, 127, 128, 255)).toFloats()).containsExactly(0, 0, 1, 1);
    }

    @Test
    void picturesOfABatchHaveOneSize() {
        assertThatThrownBy(() -> PixelTensors.tensor(List.of(Bitmaps.row(1), Bitmaps.row(1, 2))))
                .hasMessageContaining("must have one size");
        assertThatThrownBy(() -> PixelTensors.bitmaps(Tensor.zeros(3, 2, 2), Rounding.NEAREST))
                .hasMessageContaining("must be [B, C, H, W]");
    }
}
