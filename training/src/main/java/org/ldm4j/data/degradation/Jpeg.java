package org.ldm4j.data.degradation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;

/** What a JPEG file leaves of a picture: the usual tables, colours at half resolution. */
final class Jpeg {
    private Jpeg() {}

    /** @param quality 1 to 100, as the IJG counts */
    static Bitmap compressed(Bitmap picture, int quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality / 100f);
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture.toImage(), null, null), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory alone is written to
        } finally {
            writer.dispose();
        }
        return ImageFile.decode(bytes.toByteArray(), "compressed");
    }
}
