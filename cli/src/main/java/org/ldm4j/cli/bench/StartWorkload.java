package org.ldm4j.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** From the start of a process to a finished PNG, through the launcher, as a person waits for it. */
public final class StartWorkload implements Workload {
    private static final String LAUNCHER = "ldm4j";
    private static final String PICTURE = "start.png";

    private final Path launcher;
    private final List<String> options;
    private final Path folder;

    /** @param options of {@code txt2img}, all but the output */
    public StartWorkload(List<String> options) {
        this.options = List.copyOf(options);
        launcher = findLauncher();
        try {
            folder = Files.createTempDirectory("ldm4j-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The launcher above the place that this class was loaded from, or above the working directory. */
    private static Path findLauncher() {
        Path classes = Path.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, 2)[0]);
        return Stream.of(classes, Path.of(""))
                .flatMap(start -> Stream.iterate(start.toAbsolutePath(), place -> place != null, Path::getParent))
                .map(place -> place.resolve(LAUNCHER))
                .filter(place -> Files.isRegularFile(place) && Files.isExecutable(place))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("bench start: expected the launcher ldm4j above " + classes
                        + " or the working directory, found none"));
    }

    @Override
    public void run() {
        Path picture = folder.resolve(PICTURE);
        List<String> command = Stream.of(List.of(launcher.toString(), "txt2img", "-o", picture.toString()), options)
                .flatMap(List::stream)
                .toList();
        try {
            Files.deleteIfExists(picture);
            int code = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start()
                    .waitFor();
            if (code != 0 || !Files.exists(picture)) {
                throw new IllegalStateException(
                        "bench start: expected a picture, found exit code " + code + " (" + command + ")");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the launcher", e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve(PICTURE));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
