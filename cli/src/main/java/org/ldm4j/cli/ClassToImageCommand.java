package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.task.ClassToImage;
import org.ldm4j.task.Model;
import org.ldm4j.task.Request;
import org.ldm4j.task.TextToImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Pictures of a class. */
@Command(name = "class2img", description = "Makes pictures of one of a model's classes.")
final class ClassToImageCommand extends GuidedPaperCommand {
    @Option(
            names = {"--class", "--class-label"},
            paramLabel = "ID|NAME",
            description = "The class: its number, or its name in classes.txt beside the model (a line for each class).")
    @Nullable
    private String label;

    @Override
    PaperKind kind() {
        return PaperKind.CLASS;
    }

    @Override
    Request request(TextToImage common) {
        if (label == null) {
            throw CommandException.usage("--class", "a class", "none");
        }
        return new ClassToImage(size.applyTo(common), 0);
    }

    @Override
    Request told(Request request, Model loaded) {
        int number = ClassNames.beside(model.orBundled()).number("--class", String.valueOf(label));
        return new ClassToImage(request.text(), number);
    }
}
