package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {
    private static final int HEADER_DATA = 16;
    private static final int HEADER_CHECKSUM = 29;

    @TempDir
    private Path folder;

    private static byte[] png() {
        return PngFile.encode(Bitmaps.noise(9, 8, 3, 7), Map.of());
    }

    private static byte[] jpeg(boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(Bitmaps.noise(40, 24, 3, 8).toImage(), null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A PNG whose header asks for a size, with a right checksum. */
    private static byte[] asking(int width, int height) {
        byte[] content = png();
        ByteBuffer bytes = ByteBuffer.wrap(content);
        bytes.putInt(HEADER_DATA, width).putInt(HEADER_DATA + Integer.BYTES, height);
        CRC32 checksum = new CRC32();
        checksum.update(content, HEADER_DATA - Integer.BYTES, HEADER_CHECKSUM - HEADER_DATA + Integer.BYTES);
        bytes.putInt(HEADER_CHECKSUM, (int) checksum.getValue());
        return content;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void pngComesBack(int channels) {
        Bitmap bitmap = Bitmaps.noise(13, 7, channels, 9);
        PngFile.write(folder.resolve("x.png"), bitmap);
        assertThat(ImageFile.read(folder.resolve("x.png"))).isEqualTo(bitmap);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jpegIsReadWhateverItsName(boolean progressive) throws IOException {
        byte[] content = jpeg(progressive);
        Path file = Files.write(folder.resolve("x.png"), content);
        assertThat(ImageFile.read(file)).hasToString("40x24x3");
    }

    @Test
    void aProfileForAnotherNumberOfChannelsIsNoHindrance() throws IOException {
        byte[] content = jpeg(false),
                profile = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        byte[] name = "ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer with = ByteBuffer.allocate(content.length + 4 + name.length + profile.length);
        with.put(content, 0, 2).putShort((short) 0xFFE2).putShort((short) (2 + name.length + profile.length));
        with.put(name).put(profile).put(content, 2, content.length - 2);
        assertThat(ImageFile.decode(with.array(), "x")).isEqualTo(ImageFile.decode(content, "x"));
    }

    @Test
    void paletteIsRead() throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY);
        image.setRGB(1, 0, -1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        Bitmap bitmap = ImageFile.decode(bytes.toByteArray(), "x");
        assertThat(bitmap.grey()).isEqualTo(Bitmap.of(2, 2, 1, new byte[] {0, -1, 0, 0}));
    }

    @ParameterizedTest
    @CsvSource({"50000, 50000", "2147483647, 1", "1, 2147483647", "16385, 1", "9000, 9000"})
    void hugePicturesAreRefusedBeforeDecoding(int width, int height) {
        assertThatThrownBy(() -> ImageFile.decode(asking(width, height), "bomb.png"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("expected at most 16384 pixels a side")
                .hasMessageContaining(width + "x" + height)
                .hasMessageContaining("bomb.png");
    }

    @ParameterizedTest
    @CsvSource({"0, 5", "5, 0", "-1, 5"})
    void emptySizesAreRefused(int width, int height) {
        assertThatThrownBy(() -> ImageFile.decode(asking(width, height), "x")).isInstanceOf(ImageException.class);
    }

    @Test
    void cutPngIsRefusedWhereverItIsCut() {
        byte[] whole = png();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ImageFile.decode(cut, "cut.png"))
                    .as("%d bytes", length)
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("cut.png");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cutJpegIsRefusedWhereverItIsCut(boolean progressive) throws IOException {
        byte[] whole = jpeg(progressive);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> ImageFile.decode(cut, "x"))
                    .as("%d", length)
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void everyFlippedByteOfAPngIsNoticed() {
        byte[] whole = png();
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x10;
            assertThatThrownBy(() -> ImageFile.decode(flipped, "x"))
                    .as("byte %d", i)
                    .isInstanceOf(ImageException.class);
        }
    }

    @Test
    void flippedBytesOfAJpegNeverEscapeAsOtherExceptions() throws IOException {
        byte[] whole = jpeg(false);
        int refused = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x41;
            try {
                ImageFile.decode(flipped, "x");
            } catch (ImageException e) {
                refused++;
                assertThat(e.getMessage()).doesNotContain("\n").contains("(x)");
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void endlessScansAreRefused() throws IOException {
        byte[] whole = jpeg(false);
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(whole, 0, whole.length - 2);
        for (int i = 0; i < 200; i++) {
            many.writeBytes(new byte[] {-1, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0});
        }
        many.write(whole, whole.length - 2, 2);
        assertThatThrownBy(() -> ImageFile.decode(many.toByteArray(), "x")).hasMessageContaining("more than 100 scans");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a", "\u0089PNG\r\n"})
    void otherContentIsRefused(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ImageFile.decode(bytes, "upload"))
                .isInstanceOf(ImageException.class)
                .hasMessageStartingWith("picture: expected PNG or JPEG, found")
                .hasMessageEndingWith("(upload)");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> ImageFile.read(folder.resolve("none.png")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("none.png")
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ImageFile.read(folder)).isInstanceOf(ImageException.class);
    }

    @Test
    void bytesBehindTheEndDoNotMatter() {
        byte[] whole = png();
        byte[] longer = Arrays.copyOf(whole, whole.length + 100);
        assertThat(List.of(ImageFile.decode(longer, "x"))).containsExactly(ImageFile.decode(whole, "x"));
    }
}
