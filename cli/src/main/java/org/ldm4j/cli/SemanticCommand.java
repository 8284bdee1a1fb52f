package org.ldm4j.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.task.Request;
import org.ldm4j.task.SemanticSynthesis;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pictures that show what a map says where it says it. */
@Command(name = "semantic", description = "Makes pictures that show what a map of classes says where it says it.")
final class SemanticCommand extends GuidedPaperCommand {
    @Option(
            names = "--map",
            paramLabel = "F.png",
            description = "A grey picture whose values are the numbers of classes; without a size, its own counts.")
    @Nullable
    private Path map;

    @Override
    PaperKind kind() {
        return PaperKind.SEMANTIC;
    }

    @Override
    Request request(TextToImage common) {
        if (map == null) {
            throw CommandException.usage("--map", "a map of classes", "none");
        }
        Bitmap bitmap = ImageFile.read(map);
        if (!bitmap.isGrey()) {
            throw CommandException.of(
                    Exit.REFUSED, "--map", "a grey picture whose values are numbers of classes", "colours", map);
        }
        return new SemanticSynthesis(size.applyTo(common), bitmap);
    }
}
