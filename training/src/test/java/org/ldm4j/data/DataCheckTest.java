package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.PngFile;
import org.ldm4j.image.Resize;

final class DataCheckTest {
    @TempDir
    Path folder;

    private DataCheck check() {
        return DataCheck.of(TestFiles.open(DataSource.CAPTIONS, folder), () -> {});
    }

    @Test
    void sizesAreCountedTheMostFrequentFirst() throws IOException {
        TestFiles.picture(folder, "a.png", 8, 9);
        TestFiles.picture(folder, "b.png", 10, 10);
        TestFiles.picture(folder, "c.png", 10, 10);
        var seen = new AtomicInteger();
        DataCheck check = DataCheck.of(TestFiles.open(DataSource.CAPTIONS, folder), seen::incrementAndGet);
        assertThat(check.sizes()).containsExactly(new DataCheck.SizeCount(10, 10, 2), new DataCheck.SizeCount(8, 9, 1));
        assertThat(seen).hasValue(3);
        assertThat(check.passed()).isTrue();
    }

    @Test
    void sameBytesAndLikePicturesAreFoundApart() throws IOException {
        Bitmap picture = TestFiles.noise(8, 8, 3, 1).resized(64, 64, Resize.BICUBIC);
        PngFile.write(folder.resolve("a.png"), picture);
        Files.copy(folder.resolve("a.png"), folder.resolve("copy.png"));
        PngFile.write(folder.resolve("scaled.png"), picture.resized(50, 48, Resize.BICUBIC));
        PngFile.write(folder.resolve("other.png"), TestFiles.noise(8, 8, 3, 2).resized(64, 64, Resize.BICUBIC));
        PngFile.write(folder.resolve("turned.png"), picture.mirrored());
        DataCheck check = check();
        assertThat(check.same()).containsExactly(List.of("a.png", "copy.png"));
        assertThat(check.near())
                .extracting(pair -> pair.first() + " " + pair.second())
                .containsExactly("a.png scaled.png", "copy.png scaled.png");
        assertThat(check.near()).allSatisfy(pair -> assertThat(pair.distance()).isLessThanOrEqualTo(3));
    }

    @Test
    void plainPicturesOfTwoColoursAreNotAlike() throws IOException {
        for (int level : new int[] {0, 40, 200}) {
            byte[] values = new byte[16];
            java.util.Arrays.fill(values, (byte) level);
            PngFile.write(folder.resolve(level + ".png"), Bitmap.of(4, 4, 1, values));
        }
        assertThat(check().near()).isEmpty();
    }

    @Test
    void captionsInAnotherEncodingAndMapsOfAnotherSizeFail() throws IOException {
        TestFiles.picture(folder, "images/a.png", 8, 8);
        TestFiles.picture(folder, "segmentations/a.png", 8, 8);
        PngFile.write(folder.resolve("segmentations/a.png"), TestFiles.noise(8, 7, 1, 0));
        DataCheck maps = DataCheck.of(TestFiles.open(DataSource.MAPS, folder), () -> {});
        assertThat(maps.passed()).isFalse();
        assertThat(maps.broken().get(0).reason()).contains("8x8, found 8x7");
        Files.delete(folder.resolve("segmentations/a.png"));
        Files.write(folder.resolve("images/a.txt"), "é".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(check().passed()).isFalse();
    }

    @Test
    void aSheetShowsSomeOfThePictures() throws IOException {
        for (int i = 0; i < 3; i++) {
            TestFiles.picture(folder, i + ".png", 200, 100 + i);
        }
        Bitmap sheet = check().sheet();
        assertThat(sheet.width()).isBetween(3 * 128, 3 * 128 + 64);
    }
}
