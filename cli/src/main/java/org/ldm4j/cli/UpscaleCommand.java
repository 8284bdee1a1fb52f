package org.ldm4j.cli;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.task.Request;
import org.ldm4j.task.SuperResolution;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A picture four times as large. */
@Command(name = "upscale", description = "Makes a picture four times as large in each direction; a prompt helps.")
final class UpscaleCommand extends PictureCommand {
    @Mixin
    private final InputPictureOption input = new InputPictureOption();

    @Option(
            names = {"--noise-level", "--noise_level"},
            paramLabel = "N",
            description =
                    "Noise put on the picture first, 0 to 350 in most models: with more, more is invented. Default: 20.")
    @Nullable
    private Integer noiseLevel;

    @Override
    Set<ModelKind> kinds() {
        return Set.of(ModelKind.UPSCALE);
    }

    @Override
    Set<PaperKind> paperKinds() {
        return Set.of(PaperKind.SUPER_RESOLUTION);
    }

    @Override
    List<String> texts() {
        return List.of(prompts.or(""));
    }

    @Override
    Request prompted(TextToImage common) {
        SuperResolution usual = SuperResolution.of(input.read(), common);
        return noiseLevel == null ? usual : usual.noiseLevel(noiseLevel);
    }
}
