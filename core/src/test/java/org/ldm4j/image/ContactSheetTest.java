package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
    private static final Bitmap RED = Bitmap.of(1, 1, 3, new byte[] {-1, 0, 0});

    @Test
    void gridGoesRowByRow() {
        Bitmap sheet = ContactSheet.grid(List.of(Bitmaps.row(1), Bitmaps.row(2), Bitmaps.row(3)), 2);
        assertThat(sheet.grey()).isEqualTo(Bitmap.of(2, 2, 1, new byte[] {1, 2, 3, -1}));
    }

    @Test
    void smallerPicturesStandInTheMiddle() {
        Bitmap sheet = ContactSheet.grid(List.of(Bitmaps.row(9, 9, 9), Bitmaps.row(5)), 1);
        assertThat(sheet.cropped(0, 1, 3, 1).grey()).isEqualTo(Bitmaps.row(255, 5, 255));
    }

    @Test
    void fewerPicturesThanColumnsMakeANarrowerSheet() {
        assertThat(ContactSheet.grid(List.of(RED, RED), 10)).hasToString("2x1x3");
    }

    @Test
    void captionsAreDrawnBelow() {
        Bitmap plain = ContactSheet.captioned(List.of(RED, RED), List.of("", ""), 2);
        Bitmap captioned = ContactSheet.captioned(List.of(RED, RED), List.of("", "a caption"), 2);
        assertThat(plain).hasToString("280x174x3");
        assertThat(captioned.cropped(0, 0, 144, 174)).isEqualTo(plain.cropped(0, 0, 144, 174));
        assertThat(captioned.cropped(144, 136, 136, 38)).isNotEqualTo(plain.cropped(144, 136, 136, 38));
        assertThat(captioned.cropped(144, 8, 128, 128)).isEqualTo(RED.resized(128, 128, Resize.NEAREST));
    }

    @Test
    void captionsBreakIntoLines() {
        assertThat(CaptionLines.wrap("one two three", 2, 7, String::length)).containsExactly("one two", "three");
        assertThat(CaptionLines.wrap("one two three four", 2, 9, String::length))
                .containsExactly("one two", "three fo\u2026");
        assertThat(CaptionLines.wrap("incomprehensible", 2, 6, String::length)).containsExactly("incom\u2026");
        assertThat(CaptionLines.wrap("", 2, 6, String::length)).containsExactly("");
        assertThat(CaptionLines.wrap("\ud83d\ude00\ud83d\ude00\ud83d\ude00", 1, 4, String::length))
                .containsExactly("\ud83d\ude00\u2026");
    }

    @Test
    void sheetsHavePicturesAndACaptionForEach() {
        assertThatThrownBy(() -> ContactSheet.grid(List.of(), 2)).hasMessageContaining("must have pictures");
        assertThatThrownBy(() -> ContactSheet.grid(List.of(RED), 0)).hasMessageContaining("must have pictures");
        assertThatThrownBy(() -> ContactSheet.captioned(List.of(RED), List.of(), 1))
                .hasMessageContaining("captions (0) must be one for each picture (1)");
    }
}
