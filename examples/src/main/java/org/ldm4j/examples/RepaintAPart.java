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

/** What a mask covers, drawn anew. Arguments: the picture, the mask (white: anew), the prompt, the file to write. */
public final class RepaintAPart {
    private RepaintAPart() {}

    public static void main(String[] arguments) throws IOException {
        Bitmap picture = ImageFile.read(Path.of(arguments[0])), mask = ImageFile.read(Path.of(arguments[1]));
        try (LatentDiffusion model = LatentDiffusion.bundled()) {
            var request = Inpainting.of(picture, mask, TextToImage.of(arguments[2]));
            ImageIO.write(model.generate(request), "png", new File(arguments[3]));
        }
    }
}
