package org.ldm4j;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** Finds the model that lies in {@code models/} of the project. */
public final class BundledModel {
    /** System property, and in upper case with underscores environment variable, that names the folder. */
    public static final String PROPERTY = "ldm4j.models";

    private static final String NAME = "emoji-64";

    private BundledModel() {}

    /** Whether a word means the bundled model where a path is expected. */
    public static boolean isName(String word) {
        return word.equals(NAME) || word.equals("bundled");
    }

    /** The bundled model's folder: below the property's or variable's folder, or {@code models/} here or above. */
    public static Path path() {
        Path model = models().resolve(NAME);
        if (!Files.isDirectory(model)) {
            throw CheckpointException.of(
                    Code.NOT_FOUND, "bundled model", "a folder " + NAME + " (set " + PROPERTY + ")", "none", model);
        }
        return model;
    }

    private static Path models() {
        return Stream.of(System.getProperty(PROPERTY), System.getenv("LDM4J_MODELS"))
                .flatMap(value -> Optional.ofNullable(value).stream())
                .map(Path::of)
                .findFirst()
                .orElseGet(BundledModel::upwards);
    }

    private static Path upwards() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("models"))
                .filter(folder -> Files.isDirectory(folder.resolve(NAME)))
                .findFirst()
                .orElse(here.resolve("models"));
    }
}
