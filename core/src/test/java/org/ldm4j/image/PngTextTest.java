package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngTextTest {
    private static final int AFTER_HEADER = 33;

    /** A sound PNG with one more chunk behind its header. */
    private static byte[] with(String type, byte[]... data) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(latin(type));
        for (byte[] part : data) {
            body.writeBytes(part);
        }
        CRC32 checksum = new CRC32();
        checksum.update(body.toByteArray());
        byte[] plain = PngFile.encode(Bitmaps.row(1), Map.of());
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(plain, 0, AFTER_HEADER);
        file.writeBytes(ByteBuffer.allocate(4).putInt(body.size() - 4).array());
        file.writeBytes(body.toByteArray());
        file.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
        file.write(plain, AFTER_HEADER, plain.length - AFTER_HEADER);
        return file.toByteArray();
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] deflated(byte[] content) {
        Deflater deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        byte[] buffer = new byte[content.length + 100];
        int length = deflater.deflate(buffer);
        deflater.end();
        return Arrays.copyOf(buffer, length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "line\nbreak\r\nand\ttab",
                "na\u00efve \u00ff",
                "\u732b \ud83d\ude00 \u202e",
                "<script>alert(1)</script>",
                "a\0b",
                "\ufeff"
            })
    void textComesBack(String text) {
        byte[] file = PngFile.encode(Bitmaps.row(1), Map.of("parameters", text));
        assertThat(PngText.read(file, "x")).containsExactly(Map.entry("parameters", text));
    }

    @Test
    void latinStaysLatinForOtherPrograms() {
        assertThat(PngText.chunk("k", "caf\u00e9").type()).isEqualTo("tEXt");
        assertThat(PngText.chunk("k", "\u732b").type()).isEqualTo("iTXt");
    }

    @Test
    void compressedTextsAreRead() {
        byte[] latin = with("zTXt", latin("k\0\0"), deflated(latin("caf\u00e9")));
        assertThat(PngText.read(latin, "x")).containsEntry("k", "caf\u00e9");
        byte[] unicode = with("iTXt", latin("k\0\1\0en\0Titel\0"), deflated("\u732b".getBytes(StandardCharsets.UTF_8)));
        assertThat(PngText.read(unicode, "x")).containsEntry("k", "\u732b");
    }

    @Test
    void inflatingBombIsLeftOut() {
        byte[] bomb = with("zTXt", latin("k\0\0"), deflated(new byte[64 << 20]));
        assertThat(PngText.read(bomb, "x")).isEmpty();
        assertThat(ImageFile.decode(bomb, "x")).isEqualTo(Bitmaps.row(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tEXt:",
                "tEXt:no end",
                "tEXt:\0empty keyword",
                "zTXt:k\0",
                "zTXt:k\0\1x",
                "zTXt:k\0\0not deflated",
                "iTXt:k\0",
                "iTXt:k\0\0",
                "iTXt:k\0\0\0",
                "iTXt:k\0\0\0en",
                "iTXt:k\0\0\0en\0",
                "iTXt:k\0\1\0\0\0junk",
                "iTXt:k\0\0\7\0\0x"
            })
    void brokenTextsAreLeftOut(String chunk) {
        byte[] file = with(chunk.substring(0, 4), latin(chunk.substring(5)));
        assertThat(PngText.read(file, "x")).isEmpty();
    }

    @Test
    void longKeywordsAreLeftOutAndNotWritten() {
        assertThat(PngText.read(with("tEXt", latin("k".repeat(80) + "\0x")), "x"))
                .isEmpty();
        assertThat(PngText.read(with("tEXt", latin("k".repeat(79) + "\0x")), "x"))
                .hasSize(1);
        assertThatThrownBy(() -> PngText.chunk("k".repeat(80), "x")).hasMessageContaining("must have 1 to 79");
        assertThatThrownBy(() -> PngText.chunk("\u732b", "x")).hasMessageContaining("Latin-1");
        assertThatThrownBy(() -> PngText.chunk("k", "x".repeat(1 << 20))).hasMessageContaining("must have at most");
    }

    @Test
    void firstOfTwoCounts() {
        byte[] file = with("tEXt", latin("k\0first"));
        byte[] twice = PngFile.encode(Bitmaps.row(1), Map.of("k", "second"));
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(file, 0, file.length - (PngFile.encode(Bitmaps.row(1), Map.of()).length - AFTER_HEADER));
        both.write(twice, AFTER_HEADER, twice.length - AFTER_HEADER);
        assertThat(PngText.read(both.toByteArray(), "x")).containsExactly(Map.entry("k", "first"));
    }

    @Test
    void textsOfOtherKindsOfFilesAreNone() {
        assertThat(PngText.read(new byte[] {-1, (byte) 0xD8, -1}, "x")).isEmpty();
    }
}
