package org.ldm4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.image.ImageFile;
import org.ldm4j.task.DepthMap;
import org.ldm4j.task.DepthToImage;
import org.ldm4j.task.TextToImage;

/** A picture redrawn with its depth kept. Arguments: a depth model, the picture, its depth map, the prompt, the file. */
public final class KeepTheDepth {
    private KeepTheDepth() {}

    public static void main(String[] arguments) throws IOException {
        var depth = DepthMap.of(ImageFile.read(Path.of(arguments[2])));
        try (LatentDiffusion model = LatentDiffusion.load(Path.of(arguments[0]))) {
            var request = DepthToImage.of(ImageFile.read(Path.of(arguments[1])), depth, TextToImage.of(arguments[3]));
            ImageIO.write(model.generate(request.strength(0.8)), "png", new File(arguments[4]));
        }
    }
}
