package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.Locale;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.image.ImageFile;
import org.ldm4j.task.DepthMap;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;

/** A depth map in a file: a picture, or a safetensors file whose tensor {@code depth_map} loses nothing. */
final class DepthFile {
    private static final String NAME = "depth_map";

    private DepthFile() {}

    static DepthMap read(Path path) {
        if (!path.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
            return DepthMap.of(ImageFile.read(path));
        }
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(path)) {
            return DepthMap.of(file.read(NAME).to(DType.FP32));
        }
    }
}
