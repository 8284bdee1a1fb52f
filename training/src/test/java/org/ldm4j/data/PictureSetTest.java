package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.conditioning.LayoutTokens;
import org.ldm4j.data.degradation.Degradation;
import org.ldm4j.data.degradation.LargeMasks;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PngFile;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class PictureSetTest {
    private static final long NO_CACHE = 0;

    @TempDir
    Path folder;

    private final List<String> report = new ArrayList<>();

    @BeforeEach
    void fourPictures() throws IOException {
        for (int i = 0; i < 4; i++) {
            TestFiles.picture(folder, i + ".png", 24, 16);
        }
    }

    private PictureSet read(Preprocessing how, long cacheBytes) {
        return PictureSet.read(
                TestFiles.open(DataSource.CAPTIONS, folder).items(), how, cacheBytes, false, report::add);
    }

    private static Preprocessing drawn() {
        return Preprocessing.squares(8, 0).with(Crop.RANDOM).withFlip(0.5);
    }

    @Test
    void drawsAreReplayedFromTheGeneratorWhateverIsCached() {
        for (Crop crop : Crop.values()) {
            Preprocessing how = drawn().with(crop);
            try (Scope scope = Scope.open();
                    Rng first = Rng.seeded(5);
                    Rng again = Rng.seeded(5);
                    Rng other = Rng.seeded(6)) {
                PictureSet lazy = read(how, NO_CACHE), held = read(how, PictureSet.USUAL_CACHE_BYTES);
                float[] one = held.pictures(first, 2, 0, 2, 1, 3, 0).toFloats();
                assertThat(lazy.pictures(again, 2, 0, 2, 1, 3, 0).toFloats())
                        .as(crop.label())
                        .isEqualTo(one);
                assertThat(held.pictures(other, 2, 0, 2, 1, 3, 0).toFloats()).isNotEqualTo(one);
            }
        }
    }

    @Test
    void whatIsNotDrawnTakesNothingFromTheGenerator() {
        try (Scope scope = Scope.open();
                Rng used = Rng.seeded(5);
                Rng fresh = Rng.seeded(5)) {
            PictureSet set = read(Preprocessing.squares(8, 0), NO_CACHE);
            assertThat(set.pictures(used, 1, 2).toFloats())
                    .isEqualTo(set.pictures(1, 2).toFloats());
            assertThat(used.rand(3).toFloats()).isEqualTo(fresh.rand(3).toFloats());
        }
    }

    @Test
    void aVanishedPictureIsCountedAndTheOrderOfOthersStays() throws IOException {
        PictureSet set = read(Preprocessing.squares(8, 0), NO_CACHE);
        try (Scope scope = Scope.open()) {
            float[] others = set.pictures(3, 0, 2).toFloats();
            Files.delete(folder.resolve("1.png"));
            assertThat(set.present(3, 1, 0, 1, 2)).containsExactly(3, 0, 2);
            assertThat(set.pictures(set.present(3, 1, 0, 2)).toFloats()).isEqualTo(others);
            assertThat(set.vanished()).isEqualTo(1);
            assertThat(set.count()).isEqualTo(4);
            assertThat(report).singleElement().asString().contains("left out from now on", "1.png");
        }
    }

    @Test
    void drawsOfOthersStayWhenAPictureVanishes() throws IOException {
        PictureSet set = read(drawn(), NO_CACHE);
        try (Scope scope = Scope.open();
                Rng before = Rng.seeded(1);
                Rng after = Rng.seeded(1)) {
            List<Shown> all = set.batch(before, 0, 1, 2).shown();
            Files.delete(folder.resolve("1.png"));
            List<Shown> rest = set.batch(after, 0, 1, 2).shown();
            assertThat(rest).extracting(Shown::number).containsExactly(0, 2);
            assertThat(rest.get(1).picture()).isEqualTo(all.get(2).picture());
        }
        for (int i : new int[] {0, 2, 3}) {
            Files.delete(folder.resolve(i + ".png"));
        }
        try (Rng rng = Rng.seeded(1)) {
            assertThatThrownBy(() -> set.batch(rng, 0, 1, 2))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("all of them vanished");
        }
    }

    @Test
    void theCacheKeepsItsBound() {
        var cache = new PictureCache(3 * 24 * 16 * 3);
        for (int i = 0; i < 10; i++) {
            int number = i;
            cache.get(i % 5, () -> TestFiles.noise(24, 16, 3, number));
            assertThat(cache.bytes()).isLessThanOrEqualTo(3 * 24 * 16 * 3);
        }
        Bitmap held = cache.get(4, () -> TestFiles.noise(1, 1, 3, 0));
        assertThat(held.width()).isEqualTo(24);
        assertThat(cache.get(0, () -> TestFiles.noise(1, 1, 3, 0)).width()).isEqualTo(1);
    }

    @Test
    void smallPicturesAndMasksAreReplayedFromTheGenerator() {
        PictureSet set = read(Preprocessing.squares(16, 0), NO_CACHE);
        try (Scope scope = Scope.open();
                Rng one = Rng.seeded(5);
                Rng two = Rng.seeded(5)) {
            Batch batch = set.batch(one, 1, 1);
            set.batch(two, 1, 1);
            Tensor small = batch.small(Degradation.BSRGAN_LIGHT, 4, one);
            assertThat(small.shape()).containsExactly(2, 3, 4, 4);
            float[] values = small.toFloats();
            assertThat(batch.small(Degradation.BSRGAN_LIGHT, 4, two).toFloats()).isEqualTo(values);
            assertThat(Arrays.copyOfRange(values, 0, 48)).isNotEqualTo(Arrays.copyOfRange(values, 48, 96));
            Tensor masks = batch.masks(LargeMasks.LARGE_512, one);
            assertThat(masks.shape()).containsExactly(2, 1, 16, 16);
            assertThat(batch.masks(LargeMasks.LARGE_512, two).toFloats()).isEqualTo(masks.toFloats());
        }
    }

    @Test
    void boxesFollowCropAndFlip() {
        LayoutBox box = LayoutBox.of(5, 0.5, 0.25, 0.25, 0.5);
        Item item = Item.of(new DataFile(folder, "0.png")).with(List.of(box));
        PictureSet set = PictureSet.read(
                List.of(item), Preprocessing.squares(8, 0).with(Crop.LARGEST).withFlip(1), 0, true, report::add);
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1)) {
            LayoutTokens tokens = LayoutTokens.openImages();
            long[] row = set.batch(rng, 0).layouts(tokens).toLongs();
            LayoutBox crop = LayoutBox.of(0, 4 / 24.0, 0, 16 / 24.0, 1);
            assertThat(row).isEqualTo(tokens.encode(List.of(box), crop, true));
        }
    }

    @Test
    void theOrderOfBoxesIsDrawn() {
        List<LayoutBox> boxes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            boxes.add(LayoutBox.of(i, 0, 0, 1, 1));
        }
        Item item = Item.of(new DataFile(folder, "0.png")).with(boxes);
        PictureSet set = PictureSet.read(List.of(item), 8, 0, true, report::add);
        try (Rng rng = Rng.seeded(1)) {
            List<LayoutBox> one = set.batch(rng, 0).shown().get(0).boxes();
            List<LayoutBox> two = set.batch(rng, 0).shown().get(0).boxes();
            assertThat(one).containsExactlyInAnyOrderElementsOf(boxes).isNotEqualTo(two);
        }
    }

    @Test
    void mapsFollowTheirPictureByNearestPixels() throws IOException {
        byte[] labels = new byte[24 * 16];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (i % 24 / 2);
        }
        PngFile.write(folder.resolve("map.png"), Bitmap.of(24, 16, 1, labels));
        PictureSet set = withMap();
        set.requireMaps(12);
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1)) {
            Batch batch = set.batch(rng, 0);
            // the middle 16 of 24 columns, halved and mirrored
            assertThat(batch.maps(12).toLongs()).startsWith(9, 8, 7, 6, 5, 4, 3, 2);
            assertThat(batch.oneHot(12).shape()).containsExactly(1, 12, 8, 8);
            float[] hot = batch.oneHot(12).toFloats();
            assertThat(hot[9 * 64]).isEqualTo(1);
            assertThat(hot[8 * 64]).isZero();
        }
        assertThatThrownBy(() -> set.requireMaps(11))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected classes 0 to 10, found 11 at 22, 0");
    }

    private PictureSet withMap() {
        Item item = Item.of(new DataFile(folder, "0.png")).with(new MapFile(new DataFile(folder, "map.png")));
        return PictureSet.read(List.of(item), Preprocessing.squares(8, 0).withFlip(1), 0, true, report::add);
    }

    @Test
    void mapsOfAnotherSizeOrInColoursAreRefused() throws IOException {
        TestFiles.picture(folder, "map.png", 24, 16);
        assertThatThrownBy(() -> withMap().requireMaps(256)).hasMessageContaining("found colours");
        PngFile.write(folder.resolve("map.png"), TestFiles.noise(16, 24, 1, 0));
        assertThatThrownBy(() -> withMap().requireMaps(256))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("24x16, found 16x24");
    }

    @Test
    void labelsAndBoxesOutOfRangeAreRefusedByName() {
        Item item = Item.of(new DataFile(folder, "0.png")).withLabel(3).with(List.of(LayoutBox.of(340, 0, 0, 1, 1)));
        PictureSet set = PictureSet.read(List.of(item), 8, 0, true, report::add);
        set.requireLabels(4);
        assertThatThrownBy(() -> set.requireLabels(3))
                .hasMessageContaining("3 classes, found 3")
                .hasMessageContaining("0.png");
        assertThatThrownBy(() -> set.requireBoxes(LayoutTokens.openImages()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("340 classes, found 340");
        try (Rng rng = Rng.seeded(1);
                Scope scope = Scope.open()) {
            assertThat(set.batch(rng, 0, 0).labels().toLongs()).containsExactly(3, 3);
        }
    }
}
