package org.ldm4j.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClipRetrievalTest {
    private static final int PAIRS = 250;

    private static float[] noise() {
        float[] cosines = new float[PAIRS * PAIRS];
        Random random = new Random(1);
        for (int i = 0; i < cosines.length; i++) {
            cosines[i] = random.nextFloat();
        }
        return cosines;
    }

    @Test
    void noiseFindsWhatChanceFinds() {
        ClipRetrieval retrieval = ClipRetrieval.of(noise(), PAIRS, 100, 0);
        assertThat(retrieval.groups()).isEqualTo(40);
        assertThat(retrieval.chanceTop1()).isEqualTo(0.01);
        assertThat(retrieval.chanceTop5()).isEqualTo(0.05);
        assertThat(retrieval.picturesToTexts().top1()).isCloseTo(0.01, within(0.01));
        assertThat(retrieval.textsToPictures().top5()).isCloseTo(0.05, within(0.02));
    }

    @Test
    void eachDirectionIsCountedByItself() {
        float[] cosines = new float[9];
        // each picture likes its own text best; but text 0 is liked most by picture 1, text 1 and 2 by their own
        float[][] rows = {{0.5f, 0.1f, 0.1f}, {0.6f, 0.9f, 0.1f}, {0.2f, 0.1f, 0.3f}};
        for (int i = 0; i < 9; i++) {
            cosines[i] = rows[i / 3][i % 3];
        }
        ClipRetrieval retrieval = ClipRetrieval.of(cosines, 3, 100, 0);
        assertThat(retrieval.group()).isEqualTo(3);
        assertThat(retrieval.picturesToTexts().top1()).isEqualTo(1);
        assertThat(retrieval.textsToPictures().top1()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(retrieval.chanceTop5()).isEqualTo(1);
    }

    @Test
    void aModelThatGivesEverythingTheSameVectorFindsNothing() {
        float[] cosines = new float[PAIRS * PAIRS];
        java.util.Arrays.fill(cosines, 1);
        ClipRetrieval retrieval = ClipRetrieval.of(cosines, PAIRS, 100, 0);
        assertThat(retrieval.picturesToTexts().top5()).isZero();
        assertThat(retrieval.textsToPictures().top1()).isZero();
    }
}
