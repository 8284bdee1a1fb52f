package org.ldm4j.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.image.Bitmap;

final class InpaintingTest {
    private static final Bitmap PICTURE = TestModels.picture(67, 45);
    private static final Bitmap MASK = TestModels.mask(67, 45);
    private static final TextToImage TEXT = TextToImage.of("a dog").steps(2);

    private static Bitmap make(LatentDiffusionModel model, Request request) {
        return model.generate(request).get(0);
    }

    /** Pixels of the mask's colour that are the same in both pictures. */
    private static int same(Bitmap a, Bitmap b, Bitmap mask, int colour) {
        int same = 0;
        for (int y = 0; y < a.height(); y++) {
            for (int x = 0; x < a.width(); x++) {
                boolean equal = a.at(x, y, 0) == b.at(x, y, 0)
                        && a.at(x, y, 1) == b.at(x, y, 1)
                        && a.at(x, y, 2) == b.at(x, y, 2);
                same += equal && mask.at(x, y, 0) == colour ? 1 : 0;
            }
        }
        return same;
    }

    private static int pixels(Bitmap mask, int colour) {
        return same(mask.rgb(), mask.rgb(), mask, colour);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd1-inpaint9"})
    void everyPixelOutsideTheMaskIsThePicturesOwn(String name) {
        try (LatentDiffusionModel model = TestModels.load(name)) {
            Bitmap made = make(model, Inpainting.of(PICTURE, MASK, TEXT));
            assertThat(made).hasToString("67x45x3");
            assertThat(same(made, PICTURE, MASK, 0)).isEqualTo(pixels(MASK, 0));
            assertThat(same(made, PICTURE, MASK, 255)).isLessThan(pixels(MASK, 255) / 4);
        }
    }

    @Test
    void withoutPastingTheWholePictureIsTheModels() {
        try (LatentDiffusionModel model = TestModels.load("sd1-inpaint9")) {
            Bitmap made = make(model, Inpainting.of(PICTURE, MASK, TEXT).keepsOutside(false));
            assertThat(made).hasToString("64x40x3");
        }
    }

    @Test
    void withASizeOfItsOwnThePictureInThatSizeIsKept() {
        try (LatentDiffusionModel model = TestModels.load("sd1-inpaint9")) {
            Bitmap mask = TestModels.mask(48, 48);
            Bitmap made = make(model, Inpainting.of(TestModels.picture(48, 48), mask, TEXT.size(48, 48)));
            assertThat(same(made, TestModels.picture(48, 48), mask, 0)).isEqualTo(pixels(mask, 0));
            Bitmap larger = make(model, Inpainting.of(TestModels.picture(48, 48), mask, TEXT.size(64, 64)));
            assertThat(larger).hasToString("64x64x3");
        }
    }

    @Test
    void anEmptyMaskGivesThePictureBack() {
        try (LatentDiffusionModel model = TestModels.load("sd1-inpaint9")) {
            Bitmap nothing = Bitmap.of(67, 45, 1, new byte[67 * 45]);
            assertThat(make(model, Inpainting.of(PICTURE, nothing, TEXT))).isEqualTo(PICTURE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sd1", "sd1-inpaint9"})
    void outpaintingKeepsThePictureInTheMiddle(String name) {
        try (LatentDiffusionModel model = TestModels.load(name)) {
            Bitmap made = make(model, Inpainting.extend(PICTURE, 10, 16, 3, 0, TEXT));
            assertThat(made).hasToString("80x61x3");
            assertThat(made.cropped(10, 16, 67, 45)).isEqualTo(PICTURE);
        }
    }

    @Test
    void outpaintingBeginsWithTheBorderDrawnOut() {
        Inpainting request = Inpainting.extend(PICTURE, 2, 0, 0, 1, TEXT);
        assertThat(request.image().cropped(0, 0, 1, 45)).isEqualTo(PICTURE.cropped(0, 0, 1, 45));
        assertThat(request.image().cropped(2, 45, 67, 1)).isEqualTo(PICTURE.cropped(0, 44, 67, 1));
        assertThat(request.mask().at(1, 44, 0)).isEqualTo(255);
        assertThat(request.mask().at(2, 44, 0)).isZero();
        assertThat(request.mask().at(2, 45, 0)).isEqualTo(255);
    }

    @Test
    void outpaintingRefusesNothingAndLess() {
        assertThatThrownBy(() -> Inpainting.extend(PICTURE, 0, 0, 0, 0, TEXT)).isInstanceOf(RequestException.class);
        assertThatThrownBy(() -> Inpainting.extend(PICTURE, 8, -1, 0, 0, TEXT))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void onlyTheMaskedPartMayBeShownToTheModelInItsOwnSize() {
        try (LatentDiffusionModel model = TestModels.load("sd1-inpaint9")) {
            Inpainting request = Inpainting.of(PICTURE, MASK, TEXT).onlyMasked(4);
            assertThat(model.size(request)).isEqualTo(new PictureSize(model.size(), model.size()));
            Bitmap made = make(model, request);
            assertThat(made).hasToString("67x45x3");
            assertThat(same(made, PICTURE, MASK, 0)).isEqualTo(pixels(MASK, 0));
            assertThat(same(made, PICTURE, MASK, 255)).isLessThan(pixels(MASK, 255) / 4);
            Bitmap black = Bitmap.of(67, 45, 1, new byte[67 * 45]);
            assertThatThrownBy(() ->
                            model.start(Inpainting.of(PICTURE, black, TEXT).onlyMasked(4)))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("mask");
        }
    }

    @Test
    void theMaskedRegionHasTheProportionsAskedForAsFarAsThePictureReaches() {
        Bitmap mask = TestModels.mask(67, 45); // white from 22, 11 to before 44, 33
        assertThat(MaskedRegion.around(mask, 3, new PictureSize(64, 64))).isEqualTo(new MaskedRegion(19, 8, 28, 28));
        assertThat(MaskedRegion.around(mask, 0, new PictureSize(64, 32))).isEqualTo(new MaskedRegion(11, 11, 44, 22));
        assertThat(MaskedRegion.around(mask, 0, new PictureSize(16, 64))).isEqualTo(new MaskedRegion(22, 0, 22, 45));
    }

    @Test
    void aMaskOfOtherProportionsIsRefused() {
        assertThatThrownBy(() -> Inpainting.of(PICTURE, TestModels.mask(45, 67), TEXT))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("45x67")
                .hasMessageContaining("67x45");
        assertThat(Inpainting.of(PICTURE, TestModels.mask(134, 90), TEXT).mask().width())
                .isEqualTo(134);
        assertThat(Inpainting.of(PICTURE, TestModels.mask(33, 22), TEXT).mask().width())
                .isEqualTo(33);
    }
}
