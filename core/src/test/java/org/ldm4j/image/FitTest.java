package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Properties; the values are held by {@link PreprocessGoldenTest}. */
class FitTest {
    @ParameterizedTest
    @EnumSource(Fit.class)
    void targetIsFilled(Fit fit) {
        Bitmap white = Bitmap.of(1, 1, 1, new byte[] {(byte) 255}).resized(31, 11, Resize.BOX);
        for (int[] size : new int[][] {{16, 16}, {40, 8}, {9, 33}, {31, 11}}) {
            Bitmap fitted = fit.apply(white, size[0], size[1], Resize.LANCZOS);
            assertThat(fitted.width() + "x" + fitted.height()).isEqualTo(size[0] + "x" + size[1]);
            assertThat(fitted.rgb().values()).as("%s", fit).containsOnly(-1);
        }
    }

    @Test
    void cropKeepsTheMiddle() {
        Bitmap row = Bitmaps.row(0, 0, 9, 9, 0, 0);
        assertThat(Fit.CROP.apply(row, 2, 1, Resize.BOX))
                .isEqualTo(Bitmaps.row(9, 9).rgb());
    }

    @Test
    void fillKeepsAll() {
        Bitmap row = Bitmaps.row(50, 60);
        Bitmap filled = Fit.FILL.apply(row, 2, 5, Resize.BOX);
        assertThat(filled.cropped(0, 2, 2, 1)).isEqualTo(row.rgb());
        assertThat(filled.cropped(0, 0, 2, 1)).isEqualTo(row.rgb());
        assertThat(filled.cropped(0, 4, 2, 1)).isEqualTo(row.rgb());
    }

    @Test
    void sidesGoDownToMultiples() {
        assertThat(Fit.down(63, 8)).isEqualTo(56);
        assertThat(Fit.down(64, 8)).isEqualTo(64);
        assertThatThrownBy(() -> Fit.down(7, 8)).hasMessageContaining("side (7) must be at least 8");
    }
}
