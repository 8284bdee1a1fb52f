package org.ldm4j.cli;

import java.util.Set;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pictures from a text. */
@Command(name = "txt2img", description = "Makes pictures from a text.")
final class TextToImageCommand extends RepeatableCommand {
    @Mixin
    private final HighResolutionOptions highResolution = new HighResolutionOptions();

    @Override
    void fill(Recipe recipe) {
        super.fill(recipe);
        highResolution.fill(recipe);
        recipe.warnIfFromPicture();
    }

    @Override
    Set<PaperKind> paperKinds() {
        return Set.of(PaperKind.TEXT);
    }

    @Override
    Request prompted(TextToImage common) {
        return highResolution.applyTo(sized(common));
    }
}
