package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs on pictures that are cropped and mirrored by chance, and on pictures that vanish. */
final class DrawnPicturesTest {
    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void writePictures() throws IOException {
        data = TestPictures.write(Files.createDirectory(folder.resolve("data")));
    }

    private void run(String run, Progress progress, boolean resume, String... more) throws IOException {
        List<String> settings = new ArrayList<>(TestPictures.TINY_AUTOENCODER);
        settings.addAll(List.of("training.steps=6", "training.save_every=6", "data.cache_mb=0"));
        settings.addAll(List.of(more));
        new Training(data, folder.resolve(run), null, settings, resume).autoencoder(progress);
    }

    private byte[] state(String run) throws IOException {
        return Files.readAllBytes(
                folder.resolve(run).resolve("checkpoints/last").resolve(TrainingState.FILE));
    }

    @Test
    void drawnCropsAndFlipsAreTheSameOnRepeatingAndResuming() throws IOException {
        String[] drawn = {"data.crop=random_part", "data.flip=0.5"};
        run("a", new Recorder(99), false, drawn);
        run("b", new Recorder(99), false, "data.crop=random_part", "data.flip=0.5", "data.cache_mb=64");
        run("c", new Recorder(3), false, drawn);
        run("c", new Recorder(99), true, drawn);
        run("still", new Recorder(99), false);
        assertThat(state("b")).isEqualTo(state("a"));
        assertThat(state("c")).isEqualTo(state("a"));
        assertThat(state("still")).isNotEqualTo(state("a"));
    }

    @Test
    void aPictureThatVanishesIsToldAndTheRunGoesOn() throws IOException {
        var messages = new ArrayList<String>();
        var steps = new ArrayList<Long>();
        run(
                "a",
                new Progress() {
                    @Override
                    public void step(long step, long all, double loss, double picturesPerSecond) {
                        steps.add(step);
                        try {
                            Files.deleteIfExists(data.resolve("picture-3.png"));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    @Override
                    public void message(String text) {
                        messages.add(text);
                    }

                    @Override
                    public boolean isStopped() {
                        return false;
                    }
                },
                false);
        assertThat(steps).hasSize(6);
        assertThat(messages)
                .filteredOn(text -> text.contains("picture-3.png"))
                .singleElement()
                .asString()
                .startsWith("left out from now on: ");
    }
}
