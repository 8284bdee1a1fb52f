package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngFileTest {
    @TempDir
    private Path folder;

    @Test
    void sameContentGivesTheSameBytes() {
        Bitmap bitmap = Bitmaps.noise(20, 10, 3, 1);
        assertThat(PngFile.encode(bitmap, Map.of("a", "b"))).isEqualTo(PngFile.encode(bitmap, Map.of("a", "b")));
    }

    @Test
    void smoothPicturesGetSmall() {
        byte[] values = new byte[256 * 256 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i / 3 % 256 + i / 768);
        }
        assertThat(PngFile.encode(Bitmap.of(256, 256, 3, values), Map.of())).hasSizeLessThan(3_000);
    }

    @Test
    void onlyTheTargetIsLeft() {
        Path file = folder.resolve("x.png");
        PngFile.write(file, Bitmaps.row(1));
        PngFile.write(file, Bitmaps.row(2));
        assertThat(ImageFile.read(file)).isEqualTo(Bitmaps.row(2));
        assertThat(folder.toFile().list()).containsExactly("x.png");
    }

    @Test
    void placeThatCannotBeWrittenIsNamed() {
        Path file = folder.resolve("none/x.png");
        assertThatThrownBy(() -> PngFile.write(file, Bitmaps.row(1)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void textsKeepTheirOrder() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("z", "1");
        texts.put("a", "2");
        PngFile.write(folder.resolve("x.png"), Bitmaps.row(1), texts);
        assertThat(PngText.read(folder.resolve("x.png"))).containsExactlyEntriesOf(texts);
    }
}
