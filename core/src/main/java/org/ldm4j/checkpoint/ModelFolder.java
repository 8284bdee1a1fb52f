package org.ldm4j.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** A model's folder that is read without leaving it: only regular files, no link to anywhere else, a bounded number. */
final class ModelFolder {
    private static final int MAX_FILES = 1000;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_CONFIG_BYTES = 16 << 20;

    private final Path root;
    private final Path real;

    private ModelFolder(Path root, Path real) {
        this.root = root;
        this.real = real;
    }

    static ModelFolder open(Path root) {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw CheckpointException.of(Code.BAD_PATH, "model", "a folder", "a file", root);
        }
        try {
            requireFewFiles(root);
            return new ModelFolder(root, root.toRealPath());
        } catch (IOException e) {
            throw CheckpointException.reading(root, e);
        }
    }

    private static void requireFewFiles(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root, MAX_DEPTH)) {
            if (files.limit(MAX_FILES + 2L).count() > MAX_FILES + 1) {
                throw CheckpointException.of(Code.LIMIT, "model", "at most " + MAX_FILES + " files", "more", root);
            }
        }
    }

    Path root() {
        return root;
    }

    boolean has(String name) {
        return Files.exists(root.resolve(name));
    }

    /** The file {@code name}, which must be there and inside. */
    Path file(String name) {
        Path path = root.resolve(name);
        if (!Files.exists(path)) {
            throw CheckpointException.of(Code.MISSING_FILE, "model", "a file " + name, "none", root);
        }
        TensorFiles.requireRegular(path);
        requireInside(path);
        return path;
    }

    /** The folder {@code name}, which must be there and inside. */
    Path folder(String name) {
        Path path = root.resolve(name);
        if (!Files.isDirectory(path)) {
            throw CheckpointException.of(Code.MISSING_FILE, "model", "a folder " + name, "none", root);
        }
        requireInside(path);
        return path;
    }

    private void requireInside(Path path) {
        try {
            if (!path.toRealPath().startsWith(real)) {
                throw CheckpointException.of(
                                Code.BAD_PATH, "model", "files inside its folder", "a link to elsewhere", path)
                        .hinting("copy the model with its links followed, as 'cp -rL' does");
            }
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    ConfigFile config(String name) {
        Path path = file(name);
        try (InputStream in = Files.newInputStream(path)) {
            byte[] text = in.readNBytes(MAX_CONFIG_BYTES + 1);
            if (text.length > MAX_CONFIG_BYTES) {
                throw CheckpointException.of(Code.LIMIT, "config", "at most 16 MiB", "more", path);
            }
            return ConfigFile.of(text, path);
        } catch (IOException e) {
            throw CheckpointException.reading(path, e);
        }
    }

    /** Names of the files directly in the folder {@code name}, sorted. */
    List<String> list(String name) {
        try (Stream<Path> files = Files.list(folder(name))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw CheckpointException.reading(root.resolve(name), e);
        }
    }
}
