package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.task.DepthMap;
import org.ldm4j.task.DepthToImage;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A picture redrawn with its depth kept. */
@Command(name = "depth2img", description = "Redraws a picture as a text says, with its depth kept.")
final class DepthToImageCommand extends TextGuidedCommand {
    @Mixin
    private final InputPictureOption input = new InputPictureOption();

    @Option(
            names = "--depth",
            paramLabel = "F",
            description =
                    "How near each point is, as a grey picture of any size: white is nearest; or a safetensors file with a"
                            + " tensor depth_map [H, W].")
    @Nullable
    private Path depth;

    @Mixin
    private final StrengthOption strength = new StrengthOption();

    @Override
    Set<ModelKind> kinds() {
        return Set.of(ModelKind.DEPTH);
    }

    @Override
    Request prompted(TextToImage common) {
        if (depth == null) {
            throw CommandException.usage("--depth", "a depth map", "none")
                    .hinting("draw one, or let a depth estimator such as MiDaS make one");
        }
        DepthMap map = DepthFile.read(depth);
        DepthToImage usual = DepthToImage.of(input.read(), map, sized(common));
        return usual.strength(strength.or(usual.strength()));
    }
}
