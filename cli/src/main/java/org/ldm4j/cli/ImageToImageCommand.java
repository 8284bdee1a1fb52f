package org.ldm4j.cli;

import org.ldm4j.task.ImageToImage;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A picture redrawn as a text says. */
@Command(name = "img2img", description = "Redraws a picture as a text says.")
final class ImageToImageCommand extends RepeatableCommand {
    @Mixin
    private final InputPictureOption input = new InputPictureOption();

    @Mixin
    private final StrengthOption strength = new StrengthOption();

    @Override
    void fill(Recipe recipe) {
        super.fill(recipe);
        strength.fill(recipe);
    }

    @Override
    Request prompted(TextToImage common) {
        ImageToImage usual = ImageToImage.of(input.read(), sized(common));
        return usual.strength(strength.or(usual.strength()));
    }
}
