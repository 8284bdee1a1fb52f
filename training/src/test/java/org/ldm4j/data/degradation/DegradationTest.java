package org.ldm4j.data.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.Resize;

final class DegradationTest {
    /** A soft gradient with a hard edge in it. */
    private static Bitmap picture(int width, int height) {
        byte[] values = new byte[width * height * 3];
        for (int i = 0; i < values.length; i++) {
            int x = i / 3 % width, y = i / 3 / width;
            values[i] = (byte) (x < width / 2 ? 40 + 100 * y / height + 10 * (i % 3) : 200 - 60 * x / width);
        }
        return Bitmap.of(width, height, 3, values);
    }

    @ParameterizedTest
    @EnumSource(Degradation.class)
    void givesTheSizeAndTheSamePictureForTheSameGenerator(Degradation degradation) {
        Bitmap picture = picture(64, 48);
        for (int seed = 0; seed < 6; seed++) {
            Bitmap small = degradation.apply(picture, 4, new Random(seed));
            assertThat(small).hasToString("16x12x3");
            assertThat(degradation.apply(picture, 4, new Random(seed))).isEqualTo(small);
            // spoiled, but still the picture
            Bitmap expected = picture.resized(16, 12, Resize.BOX);
            assertThat(meanDifference(small, expected)).isLessThan(degradation == Degradation.BSRGAN ? 30 : 12);
        }
    }

    private static double meanDifference(Bitmap a, Bitmap b) {
        long sum = 0;
        for (int i = 0; i < a.width() * a.height() * 3; i++) {
            int x = i / 3 % a.width(), y = i / 3 / a.width();
            sum += Math.abs(a.at(x, y, i % 3) - b.at(x, y, i % 3));
        }
        return sum / (a.width() * a.height() * 3.0);
    }

    @Test
    void bsrganDrawsAnotherPictureForEachGenerator() {
        for (Degradation drawn : new Degradation[] {Degradation.BSRGAN, Degradation.BSRGAN_LIGHT}) {
            Bitmap one = drawn.apply(picture(64, 64), 4, new Random(1));
            assertThat(drawn.apply(picture(64, 64), 4, new Random(2))).isNotEqualTo(one);
        }
    }

    @Test
    void bsrganCutsToAMultipleOfTheFactorAndDoesWithTheSmallestPictures() {
        assertThat(Degradation.BSRGAN_LIGHT.apply(picture(67, 50), 4, new Random(1)))
                .hasToString("16x12x3");
        assertThat(Degradation.BSRGAN_LIGHT.apply(picture(67, 50), 2, new Random(1)))
                .hasToString("33x25x3");
        for (int seed = 0; seed < 20; seed++) {
            assertThat(Degradation.BSRGAN.apply(picture(4, 5), 4, new Random(seed)))
                    .hasToString("1x1x3");
        }
        assertThatThrownBy(() -> Degradation.BSRGAN.apply(picture(3, 8), 4, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pillowsFiltersArePillows() {
        Bitmap picture = picture(64, 48);
        assertThat(Degradation.PIL_BICUBIC.apply(picture, 4, new Random(0)))
                .isEqualTo(picture.resized(16, 12, Resize.BICUBIC));
        assertThat(Degradation.PIL_NEAREST.apply(picture, 4, new Random(0)))
                .isEqualTo(picture.resized(16, 12, Resize.NEAREST));
    }

    @Test
    void theOrderOfStepsIsDrawnWithTheFinalSizeAfterTheShrinking() {
        int[] first = new int[7];
        Random random = new Random(3);
        for (int i = 0; i < 2100; i++) {
            int[] order = Bsrgan.order(random);
            assertThat(Arrays.stream(order).sorted().toArray()).containsExactly(0, 1, 2, 3, 4, 5, 6);
            String text = Arrays.toString(order);
            assertThat(text.indexOf('2')).isLessThan(text.indexOf('3'));
            first[order[0]]++;
        }
        assertThat(first[3]).isZero();
        assertThat(first[2]).isBetween(500, 700); // two of seven
        assertThat(first[4]).isBetween(230, 370);
    }

    @Test
    void noiseHasItsLevelAndKinds() {
        FloatImage grey = FloatImage.make(64, 64, i -> 0.5);
        int together = 0;
        for (int seed = 0; seed < 60; seed++) {
            float[] noisy = Noise.added(grey, 2, 2, new Random(seed)).values();
            double square = 0;
            boolean same = true;
            for (int i = 0; i < noisy.length; i++) {
                square += (noisy[i] - 0.5) * (noisy[i] - 0.5);
                same &= noisy[i] == noisy[i / 3 * 3];
            }
            together += same ? 1 : 0;
            double level = Math.sqrt(square / noisy.length) * 255;
            assertThat(level).isBetween(0.2, 2.2); // correlated noise has at most the level of the others
            if (same) {
                assertThat(level).isCloseTo(2, within(0.1));
            }
        }
        assertThat(together).isBetween(14, 34); // 40 of 100
    }

    @Test
    void eigenvectorsGiveTheMatrixBack() {
        double[][] matrix = {{2, -1, 0.5}, {-1, 3, 0.25}, {0.5, 0.25, 1}};
        SymmetricMatrix eigen = SymmetricMatrix.of(matrix);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += eigen.eigenvalues()[k] * eigen.eigenvectors()[k][i] * eigen.eigenvectors()[k][j];
                }
                assertThat(sum).isCloseTo(matrix[i][j], within(1e-12));
            }
        }
    }

    @Test
    void jpegLosesMoreAtLowerQuality() {
        Bitmap picture = picture(64, 64);
        double good = meanDifference(Jpeg.compressed(picture, 95), picture);
        double bad = meanDifference(Jpeg.compressed(picture, 30), picture);
        assertThat(good).isLessThan(2).isLessThan(bad);
    }

    @Test
    void namesAreThoseOfThePapersCode() {
        assertThat(Degradation.of("bsrgan_light")).isEqualTo(Degradation.BSRGAN_LIGHT);
        assertThat(Degradation.of("pil_bicubic")).isEqualTo(Degradation.PIL_BICUBIC);
        assertThatThrownBy(() -> Degradation.of("blur")).hasMessageContaining("must be one of pil_nearest");
    }
}
