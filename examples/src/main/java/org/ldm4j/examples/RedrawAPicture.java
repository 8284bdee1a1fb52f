package org.ldm4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.task.ImageToImage;
import org.ldm4j.task.TextToImage;

/** A picture redrawn as a text says. Arguments: the picture, the prompt, and the file to write. */
public final class RedrawAPicture {
    private RedrawAPicture() {}

    public static void main(String[] arguments) throws IOException {
        Bitmap picture = ImageFile.read(Path.of(arguments[0]));
        try (LatentDiffusion model = LatentDiffusion.bundled()) {
            var request = ImageToImage.of(picture, TextToImage.of(arguments[1])).strength(0.6);
            ImageIO.write(model.generate(request), "png", new File(arguments[2]));
        }
    }
}
