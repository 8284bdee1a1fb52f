package org.ldm4j.addon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** The file of an addition: itself, or the one that diffusers writes into a folder. */
final class AddOnFile {
    private AddOnFile() {}

    /** {@code path}, or the first of {@code names} in it if it is a folder. */
    static Path of(Path path, List<String> names) {
        if (!Files.isDirectory(path)) {
            return path;
        }
        return names.stream()
                .map(path::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> CheckpointException.of(
                        Code.MISSING_FILE, "folder", String.join(" or ", names), "neither", path));
    }
}
