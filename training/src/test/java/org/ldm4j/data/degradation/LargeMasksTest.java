package org.ldm4j.data.degradation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ldm4j.image.Bitmap;

final class LargeMasksTest {
    private static double hole(Bitmap mask) {
        int white = 0;
        for (int i = 0; i < mask.width() * mask.height(); i++) {
            int value = mask.at(i % mask.width(), i / mask.width(), 0);
            assertThat(value).isIn(0, 255);
            white += value / 255;
        }
        return white / (double) (mask.width() * mask.height());
    }

    @ParameterizedTest
    @EnumSource(LargeMasks.class)
    void masksAreBlackAndWhiteWithHolesOfAllSizes(LargeMasks masks) {
        double sum = 0;
        Set<Bitmap> different = new HashSet<>();
        for (int seed = 0; seed < 60; seed++) {
            Bitmap mask = masks.mask(64, 48, new Random(seed));
            assertThat(mask).hasToString("64x48x1").isEqualTo(masks.mask(64, 48, new Random(seed)));
            double hole = hole(mask);
            assertThat(hole).isPositive();
            sum += hole;
            different.add(mask);
        }
        assertThat(different).hasSizeGreaterThan(50);
        assertThat(sum / 60).isBetween(0.02, 0.75);
    }

    @Test
    void largerHolesAreLarger() {
        double large = 0, small = 0;
        for (int seed = 0; seed < 100; seed++) {
            large += hole(LargeMasks.LARGE_512.mask(64, 64, new Random(seed)));
            small += hole(LargeMasks.TRAIN_512.mask(64, 64, new Random(seed)));
        }
        assertThat(large).isGreaterThan(small);
    }

    @Test
    void masksGrowWithThePicture() {
        double small = 0, large = 0;
        for (int seed = 0; seed < 30; seed++) {
            small += hole(LargeMasks.TRAIN_256.mask(64, 64, new Random(seed)));
            large += hole(LargeMasks.TRAIN_256.mask(256, 256, new Random(seed)));
        }
        assertThat(small / large).isBetween(0.9, 1.1);
    }

    @Test
    void namesAreFoundOrListed() {
        assertThat(LargeMasks.of("large_512")).isEqualTo(LargeMasks.LARGE_512);
        assertThatThrownBy(() -> LargeMasks.of("x")).hasMessageContaining("narrow_256, train_256");
    }
}
