package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code train} says and refuses. */
final class TrainCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writePictures() throws IOException {
        var picture = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(picture, "png", folder.resolve("0.png").toFile());
        Files.writeString(folder.resolve("metadata.jsonl"), "{\"file_name\": \"0.png\"}\n");
    }

    private Call train(Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "train",
                "autoencoder",
                "--data",
                folder,
                "--output",
                folder.resolve("run"),
                "data.size=16",
                "model.channels=[16]",
                "training.sample_every=0",
                "--batch=1",
                "--steps=2"));
        arguments.addAll(List.of(more));
        return Call.of(arguments.toArray());
    }

    @Test
    void aDryRunTellsSizesMemoryAndTimeAndWritesNothing() {
        JsonNode json = train("--dry-run", "--json").json();
        assertThat(folder.resolve("run")).doesNotExist();
        assertThat(json.path("config").path("training").path("batch").asInt()).isEqualTo(1);
        assertThat(json.path("networks").path("encoder").asLong()).isPositive();
        assertThat(json.path("parameters").asLong())
                .isGreaterThan(json.path("networks").path("encoder").asLong());
        assertThat(json.path("seconds").asDouble())
                .isEqualTo(2 * json.path("seconds_per_step").asDouble());
        assertThat(train("--dry-run").out()).contains("latent_channels: 4", "encoder: ", "time: 2 steps of ");
    }

    @Test
    void whatCannotBeIsRefusedBeforeAnythingIsWritten() {
        assertThat(train("--processes", 2)).satisfies(call -> {
            assertThat(call.code()).isEqualTo(2);
            assertThat(call.err()).contains("--processes: expected 1");
        });
        assertThat(train("training.schedule.name=ramp")).satisfies(call -> {
            assertThat(call.code()).isEqualTo(2);
            assertThat(call.err()).contains("setting schedule.name");
        });
        assertThat(train("--resume").code()).isEqualTo(3);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void aRunWithoutAWholeCheckpointIsNeverBegunAnew() throws IOException {
        assertThat(train().code()).isZero();
        Files.write(folder.resolve("run/checkpoints/last/training_state.safetensors"), new byte[] {1, 2, 3});
        assertThat(train("--resume")).satisfies(call -> {
            assertThat(call.code()).isEqualTo(4);
            assertThat(call.err()).contains("resume: expected a checkpoint as it was written, found none");
        });
        assertThat(train()).satisfies(call -> {
            assertThat(call.code()).isEqualTo(4);
            assertThat(call.err()).contains("expected a new run folder");
        });
    }
}
