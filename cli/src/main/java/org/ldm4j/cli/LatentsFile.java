package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** A safetensors file with one tensor {@code latents} [N, C, h, w]. */
final class LatentsFile {
    private static final String NAME = "latents";
    private static final int RANK = 4;

    private LatentsFile() {}

    /** Reads it as float32 into the current scope. */
    static Tensor read(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            long[] shape = file.shape(NAME);
            if (shape.length != RANK || !file.dtype(NAME).isFloating()) {
                throw CommandException.of(
                        Exit.REFUSED, "tensor latents", "numbers [N, C, h, w]", shape.length + " dimensions", path);
            }
            return file.read(NAME).to(DType.FP32);
        }
    }

    /** Writes the rows in order. */
    static void write(Path path, List<Tensor> rows) {
        try (Scope scope = Scope.open()) {
            Tensor all = Tensor.cat(0, rows.toArray(Tensor[]::new));
            Interruption.whole(() -> SafetensorsWriter.write(path, Map.of(NAME, all), Map.of()));
        }
    }
}
