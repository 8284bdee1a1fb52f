package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.Resize;

final class PreprocessingTest {
    private static final DataFile FILE = new DataFile(Path.of("x"), "x.png");
    private static final Bitmap WIDE = TestFiles.noise(50, 30, 3, 1);

    private static Bitmap still(Preprocessing how, Bitmap picture) {
        return how.shown(how.kept(picture, FILE), how.still(picture.width(), picture.height()));
    }

    private static Preprocessing squares(Crop crop) {
        return Preprocessing.squares(16, 0xffffff).with(crop);
    }

    @Test
    void theMiddleIsTakenAfterTheSmallerSideIsScaled() {
        // 50x30 to a smaller side of 16 is 26.67x16
        Bitmap expected = WIDE.resized(27, 16, Resize.BICUBIC).cropped(5, 0, 16, 16);
        assertThat(still(squares(Crop.CENTRE), WIDE)).isEqualTo(expected);
        assertThat(still(squares(Crop.RANDOM), WIDE)).isEqualTo(expected);
    }

    @Test
    void theLargestSquareIsCutOutBeforeItIsScaled() {
        Bitmap expected = WIDE.cropped(10, 0, 30, 30).resized(16, 16, Resize.BICUBIC);
        assertThat(still(squares(Crop.LARGEST), WIDE)).isEqualTo(expected);
        assertThat(still(squares(Crop.RANDOM_SIZE), WIDE)).isEqualTo(expected);
    }

    @Test
    void squeezingKeepsAll() {
        assertThat(still(squares(Crop.SQUEEZE).with(Scaling.LANCZOS), WIDE))
                .isEqualTo(WIDE.resized(16, 16, Resize.LANCZOS));
    }

    @Test
    void tallPicturesAreTreatedAlike() {
        Bitmap tall = TestFiles.noise(30, 50, 3, 2);
        assertThat(still(squares(Crop.CENTRE), tall))
                .isEqualTo(tall.resized(16, 27, Resize.BICUBIC).cropped(0, 5, 16, 16));
    }

    /** But for a part that is taken as it is. */
    @Test
    void aSquareComesOutTheSameHoweverItIsCropped() {
        Bitmap square = TestFiles.noise(32, 32, 3, 3);
        Bitmap expected = square.resized(16, 16, Resize.BICUBIC);
        for (Crop crop : EnumSet.complementOf(EnumSet.of(Crop.PATCH, Crop.MIDDLE))) {
            assertThat(still(squares(crop), square)).as(crop.label()).isEqualTo(expected);
        }
    }

    @Test
    void randomCropsReachBothEndsAndNothingElse() {
        Preprocessing how = squares(Crop.RANDOM);
        Random random = new Random(0);
        int least = 99, most = -1;
        for (int i = 0; i < 500; i++) {
            View view = how.view(50, 30, random);
            least = Math.min(least, view.after().left());
            most = Math.max(most, view.after().left());
            assertThat(view.after().top()).isZero();
        }
        assertThat(least).isZero();
        assertThat(most).isEqualTo(27 - 16);
    }

    @Test
    void randomSizesReachFromTheTargetToTheLargestSquare() {
        Preprocessing how = squares(Crop.RANDOM_SIZE);
        Random random = new Random(0);
        int least = 99, most = 0;
        for (int i = 0; i < 500; i++) {
            Area part = how.view(50, 30, random).before();
            least = Math.min(least, part.width());
            most = Math.max(most, part.width());
            assertThat(part.height()).isEqualTo(part.width());
            assertThat(part.left() + part.width()).isLessThanOrEqualTo(50);
        }
        assertThat(least).isEqualTo(16);
        assertThat(most).isEqualTo(30);
    }

    @Test
    void randomPartsReachFromHalfToTheLargestSquare() {
        Random random = new Random(0);
        int least = 99, most = 0;
        for (int i = 0; i < 1000; i++) {
            Area part = squares(Crop.RANDOM_PART).view(50, 30, random).before();
            least = Math.min(least, part.width());
            most = Math.max(most, part.width());
        }
        assertThat(least).isEqualTo(15);
        assertThat(most).isEqualTo(29); // the draw is below 1, and cut down to whole pixels
    }

    @Test
    void theAreaFilterTakesMeans() {
        Bitmap two = Bitmap.of(2, 2, 3, new byte[] {10, 0, 0, 20, 0, 0, 30, 0, 0, 40, 0, 0});
        assertThat(Scaling.AREA.apply(two, 1, 1)).isEqualTo(Bitmap.of(1, 1, 3, new byte[] {25, 0, 0}));
    }

    @Test
    void flipsHappenAsOftenAsAsked() {
        Preprocessing how = squares(Crop.CENTRE).withFlip(0.25);
        Random random = new Random(0);
        int flips = 0;
        for (int i = 0; i < 2000; i++) {
            flips += how.view(50, 30, random).mirrored() ? 1 : 0;
        }
        assertThat(flips).isBetween(430, 570);
        View view = how.still(50, 30).mirrored(true);
        assertThat(how.shown(how.kept(WIDE, FILE), view).at(0, 3, 1))
                .isEqualTo(how.shown(how.kept(WIDE, FILE), view.mirrored(false)).at(15, 3, 1));
    }

    @Test
    void theCropIsToldInSharesOfThePicture() {
        View view = squares(Crop.LARGEST).still(50, 30);
        assertThat(view.crop().x()).isEqualTo(0.2);
        assertThat(view.crop().width()).isEqualTo(0.6);
        assertThat(view.crop().y()).isZero();
        assertThat(view.crop().height()).isEqualTo(1);
        assertThat(squares(Crop.CENTRE).still(50, 30).crop().x()).isCloseTo(5 / 27.0, within(1e-12));
    }

    @Test
    void smallPicturesAreEnlargedAndLinesRefused() {
        assertThat(still(squares(Crop.RANDOM_SIZE), TestFiles.noise(1, 1, 4, 4)).width())
                .isEqualTo(16);
        Bitmap line = TestFiles.noise(16_000, 1, 1, 5);
        assertThatThrownBy(() -> Preprocessing.squares(512, 0).kept(line, FILE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a line of 16000x1");
    }
}
