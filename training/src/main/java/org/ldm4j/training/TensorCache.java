package org.ldm4j.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * What frozen networks said, in files of a run's folder: a resumed run takes it from there, bit for bit. A file belongs
 * to exactly what it was computed from, which its name and metadata tell; it appears complete or not at all, and one that
 * can't be used is made again.
 */
final class TensorCache {
    private static final String TENSOR = "values";
    private static final String KEY = "key";
    private static final int SHOWN = 16;

    private final @Nullable Path folder;
    private final Progress progress;

    /** @param folder where files lie; null to keep none */
    TensorCache(@Nullable Path folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /** What a value was computed from, as a hash over all of it. */
    static final class Key {
        private final MessageDigest digest;

        Key() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        Key with(String name, String text) {
            add(name);
            add(text);
            return this;
        }

        Key with(String name, Tensor tensor) {
            add(name + Arrays.toString(tensor.shape()) + tensor.dtype());
            try (Scope scope = Scope.open()) {
                tensor.contiguous().readBytes((ByteBuffer piece) -> digest.update(piece));
            }
            return this;
        }

        Key with(String name, TensorSource tensors) {
            for (String each : new TreeSet<>(tensors.names())) {
                try (Scope scope = Scope.open()) {
                    with(name + "/" + each, tensors.read(each));
                }
            }
            return this;
        }

        private void add(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            digest.update(bytes);
        }

        private String hash() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** The value of {@code key}, read or computed; it outlives the current scope. */
    Tensor get(String name, Key key, Supplier<Tensor> value) {
        if (folder == null) {
            return Scope.result(value).keep();
        }
        String hash = key.hash();
        Path file = folder.resolve(name + "-" + hash.substring(0, SHOWN) + ".safetensors");
        Tensor known = Files.exists(file) ? read(file, hash) : null;
        if (known != null) {
            progress.message(name + ": as computed before (" + file + ")");
            return known;
        }
        Tensor made = Scope.result(value).keep();
        write(folder, file, hash, made);
        return made;
    }

    private @Nullable Tensor read(Path path, String hash) {
        try (Scope scope = Scope.open();
                SafetensorsFile file = SafetensorsFile.open(path)) {
            boolean same = hash.equals(file.metadata().get(KEY));
            return same && file.names().contains(TENSOR) ? file.read(TENSOR).keep() : null;
        } catch (CheckpointException e) {
            progress.message("warning: can't be used and is computed again: " + e.getMessage());
            return null;
        }
    }

    private static void write(Path folder, Path file, String hash, Tensor value) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SafetensorsWriter.write(file, Map.of(TENSOR, value), Map.of(KEY, hash));
    }
}
