package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** Opens files of tensors by what is in them. */
public final class TensorFiles {
    private TensorFiles() {}

    /** Opens {@code path}, whatever its name ends in. */
    public static TensorFile open(Path path) {
        return FileBytes.open(path, file -> {
            FileFormat format = FileFormat.of(file);
            return format == FileFormat.SAFETENSORS ? SafetensorsFile.open(file) : TorchFile.open(file, format);
        });
    }

    /** A pipe or device could be read without end. */
    static void requireRegular(Path path) {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            String found = Files.isDirectory(path) ? "a folder" : "something else";
            throw CheckpointException.of(Code.BAD_PATH, "file", "a regular file", found, path);
        }
    }
}
