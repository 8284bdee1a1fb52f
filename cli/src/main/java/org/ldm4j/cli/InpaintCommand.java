package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.cli.Converters.Borders;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.task.Inpainting;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.Model;
import org.ldm4j.task.PromptStyle;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A part of a picture drawn anew, or more of it beyond its borders. */
@Command(name = "inpaint", description = "Draws a part of a picture anew, or more of it beyond its borders.")
final class InpaintCommand extends TextGuidedCommand {
    @Mixin
    private final InputPictureOption input = new InputPictureOption();

    @Option(
            names = {"--mask", "--mask-img"},
            paramLabel = "F",
            description = "Where the picture is drawn anew: what is white, of the picture's size or proportions.")
    @Nullable
    private Path mask;

    @Option(
            names = "--extend",
            paramLabel = "L,T,R,B",
            converter = Converters.OfBorders.class,
            description =
                    "So many pixels more on the left, at the top, on the right and at the bottom, in place of a mask.")
    @Nullable
    private Borders extend;

    @Option(
            names = "--keep-outside",
            negatable = true,
            fallbackValue = "true",
            description = "Keep every pixel outside the mask as it is; without, the picture is what the model gives, a"
                    + " little changed everywhere. Default: as the programs that --prompt-style names, a1111 keeps.")
    @Nullable
    private Boolean keepsOutside;

    @Option(
            names = {"--only-masked", "--padding-mask-crop"},
            paramLabel = "PIXELS",
            description = "Enlarge the mask and so many pixels around it to the model's size, repaint that, and put it"
                    + " back: more detail in small parts.")
    @Nullable
    private Integer padding;

    @Mixin
    private final StrengthOption strength = new StrengthOption();

    /** The paper's models for this need no words. */
    @Override
    List<String> texts() {
        return List.of(prompts.or(""));
    }

    @Override
    void requireFit(Model loaded) {
        super.requireFit(loaded);
        if (loaded instanceof LatentDiffusionModel) {
            prompts.required();
        }
    }

    @Override
    Set<ModelKind> kinds() {
        return Set.of(ModelKind.TEXT_TO_IMAGE, ModelKind.INPAINT);
    }

    @Override
    Set<PaperKind> paperKinds() {
        return Set.of(PaperKind.INPAINTING, PaperKind.UNCONDITIONAL, PaperKind.TEXT);
    }

    @Override
    Request prompted(TextToImage common) {
        Inpainting usual = inpainting(sized(common));
        boolean keepsUsually = padding != null || prompts.style() != PromptStyle.DIFFUSERS;
        Inpainting asked = usual.strength(strength.or(usual.strength()))
                .keepsOutside(keepsOutside == null ? keepsUsually : keepsOutside);
        return padding == null ? asked : asked.onlyMasked(padding);
    }

    private Inpainting inpainting(TextToImage text) {
        if (mask != null && extend != null) {
            throw CommandException.usage("mask", "either --mask or --extend", "both");
        }
        Bitmap picture = input.read();
        if (extend != null) {
            return Inpainting.extend(picture, extend.left(), extend.top(), extend.right(), extend.bottom(), text);
        }
        if (mask == null) {
            throw CommandException.usage("mask", "either --mask or --extend", "neither");
        }
        return Inpainting.of(picture, ImageFile.read(mask), text);
    }
}
