package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training in a process of its own that is asked to end. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TrainSignalsTest {
    @TempDir
    private Path folder;

    private @Nullable Process child;

    @AfterEach
    void endChild() {
        if (child != null) {
            child.destroyForcibly();
        }
    }

    private Process start(String mainClass, List<String> arguments) throws IOException {
        // what starts the tests may ignore SIGINT, as shells do for jobs in the background, and children inherit that
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OMP_NUM_THREADS", "1");
        child = builder.start();
        return child;
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static void awaitLine(BufferedReader reader, String part) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("expected a line with '" + part + "', found the end");
    }

    private Path pictures() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        for (int i = 0; i < 4; i++) {
            var picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(i, i, 0xff8800);
            ImageIO.write(picture, "png", data.resolve(i + ".png").toFile());
        }
        Files.writeString(
                data.resolve("metadata.jsonl"),
                "{\"file_name\": \"0.png\"}\n{\"file_name\": \"1.png\"}\n"
                        + "{\"file_name\": \"2.png\"}\n{\"file_name\": \"3.png\"}\n");
        return data;
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void savesTheStepThatItIsInAndLeavesWithZero(String name) throws IOException, InterruptedException {
        Path run = folder.resolve("run");
        Process process = start(
                Main.class.getName(),
                List.of(
                        "train",
                        "autoencoder",
                        "--data=" + pictures(),
                        "--output=" + run,
                        "--steps=100000",
                        "--batch=1",
                        "data.size=16",
                        "model.channels=[16]",
                        "training.sample_every=0",
                        "training.save_every=100000"));
        try (BufferedReader reader = process.errorReader()) {
            awaitLine(reader, "step 1/100000");
            signal(process, name);
            awaitLine(reader, "stopping after this step");
            awaitLine(reader, "saved ");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isZero();
        List<String> lines = Files.readAllLines(run.resolve("metrics.csv"));
        String lastStep = lines.get(lines.size() - 1).split(",", -1)[0];
        assertThat(run.resolve("checkpoints/last").toRealPath()).hasFileName("step-" + lastStep);
    }

    @Test
    void theSecondSignalEndsAtOnce() throws IOException, InterruptedException {
        Process process = start(DeafTraining.class.getName(), List.of());
        try (BufferedReader reader = process.errorReader()) {
            awaitLine(reader, "running");
            signal(process, "TERM");
            awaitLine(reader, "stopping after this step");
            assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
            signal(process, "INT");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(Exit.INTERRUPTED.code());
    }
}
