package org.ldm4j.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import picocli.CommandLine.Option;

/** The picture that is changed. */
final class InputPictureOption {
    @Option(
            names = {"-i", "--init-img", "--init_img", "--image"},
            paramLabel = "F",
            description = "The picture to begin with, PNG or JPEG.")
    @Nullable
    Path file;

    Bitmap read() {
        if (file == null) {
            throw CommandException.usage("--init-img", "a picture to begin with", "none");
        }
        return ImageFile.read(file);
    }
}
