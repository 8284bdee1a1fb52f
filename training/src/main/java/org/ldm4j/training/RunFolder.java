package org.ldm4j.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of a run, held by one process at a time: {@code config.yaml}, {@code checkpoints/}, {@code metrics.csv},
 * TensorBoard's events, {@code samples/}, {@code report.html}.
 */
final class RunFolder implements AutoCloseable {
    private final Path root;
    private final RunLock lock;
    private final Checkpoints checkpoints;

    /** Makes the folder where there is none, and sweeps away what a killed run left unfinished. */
    RunFolder(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(samples());
        Path folder = Files.createDirectories(root.resolve("checkpoints"));
        lock = RunLock.take(root.resolve(".lock"));
        checkpoints = new Checkpoints(folder);
        try {
            Unfinished.sweep(root);
            Unfinished.sweep(samples());
            Unfinished.sweep(folder);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    static Path config(Path root) {
        return root.resolve("config.yaml");
    }

    Path root() {
        return root;
    }

    Path config() {
        return config(root);
    }

    Path metrics() {
        return root.resolve("metrics.csv");
    }

    Path samples() {
        return root.resolve("samples");
    }

    Path report() {
        return root.resolve("report.html");
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
