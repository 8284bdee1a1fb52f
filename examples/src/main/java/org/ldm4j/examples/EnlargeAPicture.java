package org.ldm4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.task.SuperResolution;
import org.ldm4j.task.TextToImage;

/** A picture four times as large. Arguments: a model such as the x4 upscaler, the picture, the file to write. */
public final class EnlargeAPicture {
    private EnlargeAPicture() {}

    public static void main(String[] arguments) throws IOException {
        Bitmap picture = ImageFile.read(Path.of(arguments[1]));
        try (LatentDiffusion upscaler = LatentDiffusion.load(Path.of(arguments[0]))) {
            var request =
                    SuperResolution.of(picture, TextToImage.of("sharp photo")).noiseLevel(20);
            ImageIO.write(upscaler.generate(request), "png", new File(arguments[2]));
        }
    }
}
