package org.ldm4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.task.Inpainting;
import org.ldm4j.task.TextToImage;

/** A picture that goes on beyond its sides. Arguments: the picture, the prompt, the file to write. */
public final class WidenAPicture {
    private static final int PIXELS = 16;

    private WidenAPicture() {}

    public static void main(String[] arguments) throws IOException {
        Bitmap picture = ImageFile.read(Path.of(arguments[0]));
        try (LatentDiffusion model = LatentDiffusion.bundled()) {
            var request = Inpainting.extend(picture, PIXELS, 0, PIXELS, 0, TextToImage.of(arguments[1]));
            ImageIO.write(model.generate(request), "png", new File(arguments[2]));
        }
    }
}
