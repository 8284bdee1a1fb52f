package org.ldm4j.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pictures from a text. */
@Command(name = "txt2img", description = "Makes pictures from a text.")
final class TextToImageCommand extends TextGuidedCommand {
    @Mixin
    private final PromptFileOption file = new PromptFileOption();

    @Mixin
    private final HighResolutionOptions highResolution = new HighResolutionOptions();

    @Mixin
    private final RepeatOption repeat = new RepeatOption();

    @Override
    Optional<Recipe> repeated(Console console) {
        return repeat.recipe(console);
    }

    @Override
    void fill(Recipe recipe) {
        super.fill(recipe);
        highResolution.fill(recipe);
        recipe.warnIfFromPicture();
    }

    @Override
    Set<ModelKind> kinds() {
        return Set.of(ModelKind.TEXT_TO_IMAGE);
    }

    @Override
    Set<PaperKind> paperKinds() {
        return Set.of(PaperKind.TEXT);
    }

    @Override
    List<String> texts() {
        return file.texts(prompts);
    }

    @Override
    Request prompted(TextToImage common) {
        return highResolution.applyTo(sized(common));
    }
}
