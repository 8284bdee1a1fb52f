package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.task.LayoutToImage;
import org.ldm4j.task.Model;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pictures with given things in given places. */
@Command(name = "layout2img", description = "Makes pictures with given things in given places.")
final class LayoutToImageCommand extends GuidedPaperCommand {
    @Option(
            names = "--layout",
            paramLabel = "F.json",
            description =
                    "The things: [{\"class\": 5, \"box\": [x, y, width, height]}, …] in shares of the picture's sides"
                            + " from the top left; class is a number, or a name in classes.txt beside the model. Also told if so:"
                            + " \"group\", \"occluded\", \"depiction\", \"inside\".")
    @Nullable
    private Path layout;

    @Override
    PaperKind kind() {
        return PaperKind.LAYOUT;
    }

    @Override
    Request request(TextToImage common) {
        file(); // what is wrong with it is told before a model is loaded
        return new LayoutToImage(size.applyTo(common), List.of());
    }

    private LayoutFile file() {
        if (layout == null) {
            throw CommandException.usage("--layout", "a file with boxes", "none");
        }
        return LayoutFile.read(layout);
    }

    @Override
    Request told(Request request, Model loaded) {
        return new LayoutToImage(request.text(), file().boxes(ClassNames.beside(model.orBundled())));
    }
}
