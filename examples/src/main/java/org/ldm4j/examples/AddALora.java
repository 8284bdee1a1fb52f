package org.ldm4j.examples;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.task.AddOns;
import org.ldm4j.task.TextToImage;

/** The same prompt without a LoRA and with it. Arguments: the model, the LoRA, the prompt, the two files to write. */
public final class AddALora {
    private AddALora() {}

    public static void main(String[] arguments) throws IOException {
        var request = TextToImage.of(arguments[2]);
        try (LatentDiffusion model = LatentDiffusion.load(Path.of(arguments[0]));
                LatentDiffusion changed = model.with(AddOns.none().lora(Path.of(arguments[1]), 0.8))) {
            ImageIO.write(model.generate(request), "png", new File(arguments[3]));
            ImageIO.write(changed.generate(request), "png", new File(arguments[4]));
        }
    }
}
