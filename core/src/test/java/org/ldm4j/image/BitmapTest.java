package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitmapTest {
    /** Values by Pillow: {@code Image.new("RGB", size, colour).paste(picture, mask=alpha)}. */
    @ParameterizedTest
    @CsvSource({"200, 0, 255, 255", "200, 255, 255, 200", "200, 128, 255, 227", "0, 1, 255, 254", "255, 127, 0, 127"})
    void transparencyIsBlended(int value, int alpha, int background, int expected) {
        byte v = (byte) value;
        Bitmap bitmap = Bitmap.of(1, 1, 4, new byte[] {v, v, v, (byte) alpha});
        assertThat(bitmap.rgb(background * 0x010101).at(0, 0, 1)).isEqualTo(expected);
    }

    @Test
    void backgroundIsRedGreenBlue() {
        Bitmap clear = Bitmap.of(1, 1, 4, new byte[4]).rgb(0x102030);
        assertThat(new int[] {clear.at(0, 0, 0), clear.at(0, 0, 1), clear.at(0, 0, 2)})
                .containsExactly(0x10, 0x20, 0x30);
        assertThat(Bitmap.of(1, 1, 4, new byte[4]).rgb().at(0, 0, 0)).isEqualTo(255);
    }

    /** Luma of Pillow's {@code convert("L")}. */
    @ParameterizedTest
    @CsvSource({"255, 0, 0, 76", "0, 255, 0, 150", "0, 0, 255, 29", "255, 255, 255, 255", "12, 34, 56, 30"})
    void greyIsLuma(int red, int green, int blue, int expected) {
        Bitmap bitmap = Bitmap.of(1, 1, 3, new byte[] {(byte) red, (byte) green, (byte) blue});
        assertThat(bitmap.grey().at(0, 0, 0)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void javasImagesKeepEveryValue(int channels) {
        Bitmap bitmap = Bitmaps.noise(7, 5, channels, 1);
        assertThat(Bitmap.of(bitmap.toImage())).isEqualTo(bitmap);
    }

    @Test
    void greyIsNotTakenForLinearLight() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 100);
        assertThat(Bitmap.of(image)).isEqualTo(Bitmaps.row(100));
        assertThat(Bitmaps.row(100).toImage().getRGB(0, 0)).isEqualTo(0xFF646464);
    }

    @Test
    void sixteenBitsLoseTheirLowByte() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0x12FF);
        assertThat(Bitmap.of(image).at(0, 0, 0)).isEqualTo(0x12);
    }

    @Test
    void paletteBecomesColours() {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
        image.setRGB(1, 0, 0xFFFF0000);
        Bitmap bitmap = Bitmap.of(image);
        assertThat(bitmap.at(1, 0, 0)).isEqualTo(255);
        assertThat(bitmap.at(1, 0, 1)).isZero();
    }

    @Test
    void givenValuesAreCopied() {
        byte[] values = {1};
        Bitmap bitmap = Bitmap.of(1, 1, 1, values);
        values[0] = 9;
        assertThat(bitmap.at(0, 0, 0)).isEqualTo(1);
    }

    @Test
    void cropTakesThePart() {
        Bitmap bitmap = Bitmaps.noise(6, 4, 3, 2);
        Bitmap part = bitmap.cropped(2, 1, 3, 2);
        assertThat(part.at(0, 0, 2)).isEqualTo(bitmap.at(2, 1, 2));
        assertThat(part.at(2, 1, 0)).isEqualTo(bitmap.at(4, 2, 0));
        assertThat(bitmap.centreSquare()).isEqualTo(bitmap.cropped(1, 0, 4, 4));
        assertThatThrownBy(() -> bitmap.cropped(4, 1, 3, 2)).hasMessageContaining("must lie inside the picture of 6x4");
    }

    @Test
    void wrongShapesAreRefused() {
        assertThatThrownBy(() -> Bitmap.of(2, 2, 3, new byte[11])).hasMessageContaining("values (11) must fill 2x2x3");
        assertThatThrownBy(() -> Bitmap.of(1, 1, 2, new byte[2])).hasMessageContaining("channels (2) must be");
    }

    @Test
    void mirroringExchangesLeftAndRight() {
        Bitmap bitmap = Bitmap.of(3, 2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        assertThat(bitmap.mirrored()).isEqualTo(Bitmap.of(3, 2, 1, new byte[] {3, 2, 1, 6, 5, 4}));
    }
}
