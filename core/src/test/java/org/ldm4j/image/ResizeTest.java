package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Properties; the values are held by {@link ResizeGoldenTest}. */
class ResizeTest {
    @ParameterizedTest
    @EnumSource(Resize.class)
    void oneColourStaysOneColour(Resize filter) {
        Bitmap grey = Bitmaps.row(77, 77, 77, 77, 77);
        for (int width : new int[] {1, 2, 4, 7, 50}) {
            Bitmap scaled = grey.resized(width, 3, filter);
            for (int x = 0; x < width; x++) {
                assertThat(scaled.at(x, 2, 0)).isEqualTo(77);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Resize.class)
    void sameSizeChangesNothing(Resize filter) {
        Bitmap bitmap = Bitmaps.noise(5, 4, 4, 3);
        assertThat(bitmap.resized(5, 4, filter)).isEqualTo(bitmap);
    }

    /** A green that nobody sees must not bleed into its neighbours. */
    @Test
    void hiddenColoursDoNotShow() {
        Bitmap half = Bitmap.of(2, 1, 4, new byte[] {100, 0, 0, (byte) 255, 0, (byte) 255, 0, 0});
        Bitmap one = half.resized(1, 1, Resize.BOX);
        assertThat(new int[] {one.at(0, 0, 0), one.at(0, 0, 1), one.at(0, 0, 3)})
                .containsExactly(99, 0, 128);
    }

    @Test
    void shrinkingDoesNotAlias() {
        Bitmap stripes = Bitmaps.row(0, 255, 0, 255, 0, 255, 0, 255);
        assertThat(stripes.resized(2, 1, Resize.BILINEAR).at(0, 0, 0)).isBetween(110, 145);
        assertThat(stripes.resized(4, 1, Resize.NEAREST)).isEqualTo(Bitmaps.row(255, 255, 255, 255));
    }

    @Test
    void floatsAreNotCut() {
        float[] overshoot = Resize.BICUBIC.apply(new float[] {0, 0, 10, 10}, 4, 1, 8, 1);
        assertThat(overshoot[6]).isGreaterThan(10.1f);
        assertThat(overshoot[1]).isNegative();
    }

    @Test
    void sizesAreChecked() {
        Bitmap bitmap = Bitmaps.row(1);
        assertThatThrownBy(() -> bitmap.resized(0, 1, Resize.BOX))
                .hasMessageContaining("size (0x1) must be at least 1x1");
        assertThatThrownBy(() -> bitmap.resized(1 << 20, 1 << 20, Resize.BOX)).hasMessageContaining("at most");
        assertThatThrownBy(() -> Resize.BOX.apply(new float[5], 2, 2, 1, 1)).hasMessageContaining("must fill 2x2");
    }
}
