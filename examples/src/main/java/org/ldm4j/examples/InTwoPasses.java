package org.ldm4j.examples;

import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.task.HighResolution;
import org.ldm4j.task.TextToImage;

/** A picture in a larger size than the model learnt, composed in its own. Arguments: the prompt, the file to write. */
public final class InTwoPasses {
    private InTwoPasses() {}

    public static void main(String[] arguments) throws IOException {
        try (LatentDiffusion model = LatentDiffusion.bundled()) {
            var request = HighResolution.of(TextToImage.of(arguments[0]), 2).strength(0.6);
            ImageIO.write(model.generate(request), "png", new File(arguments[1]));
        }
    }
}
