package org.ldm4j.examples;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.task.TextToImage;

/** A picture in ten lines, by the model that comes with the library. Arguments: the prompt, and the file to write. */
public final class MakeAPicture {
    private MakeAPicture() {}

    public static void main(String[] arguments) throws IOException {
        String prompt = arguments.length > 0 ? arguments[0] : "red heart";
        File file = new File(arguments.length > 1 ? arguments[1] : "picture.png");
        try (LatentDiffusion model = LatentDiffusion.bundled()) {
            BufferedImage image = model.generate(TextToImage.of(prompt).seed(42));
            ImageIO.write(image, "png", file);
        }
    }
}
