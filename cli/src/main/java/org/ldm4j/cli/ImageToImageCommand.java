package org.ldm4j.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.task.ImageToImage;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A picture redrawn as a text says. */
@Command(name = "img2img", description = "Redraws a picture as a text says.")
final class ImageToImageCommand extends TextGuidedCommand {
    @Mixin
    private final InputPictureOption input = new InputPictureOption();

    @Mixin
    private final StrengthOption strength = new StrengthOption();

    @Mixin
    private final PromptFileOption file = new PromptFileOption();

    @Mixin
    private final RepeatOption repeat = new RepeatOption();

    @Override
    Optional<Recipe> repeated(Console console) {
        return repeat.recipe(console);
    }

    @Override
    void fill(Recipe recipe) {
        super.fill(recipe);
        strength.fill(recipe);
    }

    @Override
    Set<ModelKind> kinds() {
        return Set.of(ModelKind.TEXT_TO_IMAGE);
    }

    @Override
    List<String> texts() {
        return file.texts(prompts);
    }

    @Override
    Request prompted(TextToImage common) {
        ImageToImage usual = ImageToImage.of(input.read(), sized(common));
        return usual.strength(strength.or(usual.strength()));
    }
}
