package org.ldm4j.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.task.LatentDiffusionModel;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Pictures from a text. */
@Command(name = "txt2img", description = "Makes pictures from a text.")
final class TextToImageCommand extends PictureCommand {
    @Mixin
    private final PromptFileOption file = new PromptFileOption();

    @Mixin
    private final SizeOptions size = new SizeOptions();

    @Mixin
    private final AddOnOptions addOns = new AddOnOptions();

    @Override
    List<String> texts() {
        return file.texts(prompts);
    }

    @Override
    TextToImage request(TextToImage common) {
        return common.size(size.width(), size.height()).clipSkip(addOns.clipSkip);
    }

    @Override
    TextToImage fitted(TextToImage request, LatentDiffusionModel loaded, @Nullable Tensor noise) {
        requireTextModel(loaded);
        return noise == null ? request : sized(loaded, request, noise);
    }

    private void requireTextModel(LatentDiffusionModel loaded) {
        int channels = loaded.parts().unet().config().inChannels();
        int latent = loaded.parts().firstStage().config().latentChannels();
        if (channels != latent) {
            throw CommandException.of(
                    Exit.REFUSED,
                    "model",
                    "one that makes pictures from text alone, with " + latent + " input channels",
                    channels,
                    model.orBundled());
        }
    }

    /** The size that the given noise has; another one that was asked for is refused when the run starts. */
    private TextToImage sized(LatentDiffusionModel loaded, TextToImage request, Tensor noise) {
        int factor = loaded.parts().firstStage().config().downsampling();
        int width = Math.toIntExact(noise.size(3) * factor), height = Math.toIntExact(noise.size(2) * factor);
        return request.size(size.width == null ? width : size.width, size.height == null ? height : size.height);
    }
}
