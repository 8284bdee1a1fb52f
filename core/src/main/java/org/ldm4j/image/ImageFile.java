package org.ldm4j.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads pictures, PNG and JPEG. The kind is told by content, never by the file's name; size, structure and completeness
 * are checked by us before a decoder sees a byte, because the decoders of the JDK reserve what a header asks for and
 * return half pictures without complaint. Pictures come upright: turned as their EXIF block says.
 */
public final class ImageFile {
    private static final long MAX_BYTES = 256L << 20;

    private ImageFile() {}

    /** Reads a picture file. */
    public static Bitmap read(Path file) {
        return decode(bytes(file), file.toString());
    }

    /** Decodes the content of a picture file; {@code name} is what errors call it. */
    public static Bitmap decode(byte[] content, String name) {
        ImageHeader header = ImageHeader.of(content, name);
        try {
            return header.orientation().apply(Bitmap.of(pixels(content, header)));
        } catch (IOException | RuntimeException e) { // decoders throw unchecked exceptions on damaged files
            throw new ImageException(
                    "picture: expected a sound " + header.format() + ", found " + oneLine(e) + " (" + name + ")", e);
        }
    }

    private static BufferedImage pixels(byte[] content, ImageHeader header) throws IOException {
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(header.format().name()).next();
        byte[] plain = header.format() == ImageHeader.Format.JPEG ? JpegProfiles.removed(content) : content;
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(plain))) {
            reader.setInput(stream, true, true);
            BufferedImage image = reader.read(0);
            if (image.getWidth() != header.width() || image.getHeight() != header.height()) {
                throw new IOException("a picture of another size than its header says");
            }
            return image;
        } finally {
            reader.dispose();
        }
    }

    static byte[] bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ImageException(
                        "picture: expected at most " + MAX_BYTES + " bytes, found " + size + " (" + file + ")");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ImageException("picture: expected a file, found none (" + file + ")", e);
        } catch (IOException e) {
            throw new ImageException("picture: expected a readable file, found " + oneLine(e) + " (" + file + ")", e);
        }
    }

    static String oneLine(Exception e) {
        String kind = e.getClass().getSimpleName().replace("Exception", "").toLowerCase(Locale.ROOT);
        String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return message.isEmpty() || message.equals("null") ? "a decoder's failure (" + kind + ")" : message;
    }
}
