package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.task.TextToImage;
import org.ldm4j.tensor.Scope;

/** Whole runs of both trainers on a few pictures: repeatable, resumable, finite, and free of leaks. */
final class TrainingTest {
    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void writePictures() throws IOException {
        data = TestPictures.write(Files.createDirectory(folder.resolve("data")));
    }

    private Training training(String run, List<String> settings, boolean resume, String... more) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(List.of(more));
        return new Training(data, folder.resolve(run), null, all, resume);
    }

    private Recorder autoencoder(String run, long stopAfter, boolean resume, String... more) throws IOException {
        var recorder = new Recorder(stopAfter);
        training(run, TestPictures.TINY_AUTOENCODER, resume, more).autoencoder(recorder);
        return recorder;
    }

    private Recorder ldm(String run, long stopAfter, boolean resume, String... more) throws IOException {
        var recorder = new Recorder(stopAfter);
        List<String> settings = new ArrayList<>(TestPictures.TINY_LDM);
        settings.add("first_stage=" + folder.resolve("first/checkpoints/last"));
        training(run, settings, resume, more).latentDiffusion(recorder);
        return recorder;
    }

    private byte[] state(String run) throws IOException {
        return Files.readAllBytes(
                folder.resolve(run).resolve("checkpoints/last").resolve(TrainingState.FILE));
    }

    @Test
    void autoencoderLearnsRepeatsAndResumes() throws IOException {
        Recorder whole = autoencoder("a", 99, false, "training.steps=40", "training.save_every=40");
        autoencoder("b", 99, false, "training.steps=40", "training.save_every=40");
        autoencoder("c", 13, false, "training.steps=40", "training.save_every=40");
        autoencoder("c", 99, true, "training.steps=40", "training.save_every=40");
        assertThat(whole.losses).hasSize(40).allMatch(Double::isFinite);
        assertThat(whole.losses.get(39)).isLessThan(0.7 * whole.losses.get(0));
        assertThat(state("b")).isEqualTo(state("a"));
        assertThat(state("c")).isEqualTo(state("a"));
        assertThat(folder.resolve("c/metrics.csv")).hasSameTextualContentAs(folder.resolve("a/metrics.csv"));
    }

    @Test
    void latentDiffusionLearnsRepeatsResumesAndMakesPictures() throws IOException {
        autoencoder("first", 99, false, "training.steps=10", "training.save_every=10");
        Recorder whole = ldm("a", 99, false, "training.steps=24", "training.save_every=24");
        ldm("c", 11, false, "training.steps=24", "training.save_every=24");
        ldm("c", 99, true);
        assertThat(whole.losses).hasSize(24).allMatch(Double::isFinite);
        assertThat(state("c")).isEqualTo(state("a"));
        try (LatentDiffusion model = LatentDiffusion.load(folder.resolve("a/checkpoints/last"))) {
            assertThat(model.generate(TextToImage.of("red disc").steps(2)).getWidth())
                    .isEqualTo(16);
        }
    }

    /** Every gradient is looked at in every step; one that is not finite would have stopped the run. */
    @Test
    void fiveHundredStepsKeepLossAndGradientsFinite() throws IOException {
        Recorder first = autoencoder("first", 999, false, "training.steps=500", "training.save_every=500");
        Recorder second = ldm("a", 999, false, "training.steps=500", "training.save_every=500");
        assertThat(first.losses).hasSize(500).allMatch(Double::isFinite);
        assertThat(second.losses).hasSize(500).allMatch(Double::isFinite);
    }

    @Test
    void aDiscriminatorJoinsRepeatsAndResumesWithItsStatistics() throws IOException {
        String[] judge = {
            "training.steps=12",
            "training.save_every=12",
            "loss.discriminator={loss: hinge, width: 8, layers: 1, start: 4, weight: 0.5, factor: 1}"
        };
        autoencoder("a", 99, false, judge);
        autoencoder("b", 99, false, judge);
        autoencoder("c", 7, false, judge);
        autoencoder("c", 99, true, judge);
        assertThat(state("b")).isEqualTo(state("a"));
        assertThat(state("c")).isEqualTo(state("a"));
        assertThat(Files.readString(folder.resolve("a/metrics.csv")))
                .contains("\n5,d_weight,", "\n12,logits_fake,")
                .doesNotContain("\n4,d_weight,");
        try (SafetensorsFile file =
                SafetensorsFile.open(folder.resolve("a/checkpoints/last").resolve(TrainingState.FILE))) {
            assertThat(file.names()).anyMatch(name -> name.matches("buffers\\..*running_mean"));
        }
    }

    @Test
    void bfloat16ActivationsTrainToo() throws IOException {
        Recorder run =
                autoencoder("a", 99, false, "training.steps=20", "training.save_every=20", "training.precision=bf16");
        assertThat(run.losses.get(19)).isLessThan(0.9 * run.losses.get(0));
    }

    @Test
    void everythingIsFreedAfterwards() throws IOException {
        long before = Scope.liveTensors();
        autoencoder("first", 99, false, "training.steps=2");
        ldm("a", 99, false, "training.steps=2");
        assertThat(Scope.liveTensors()).isEqualTo(before);
    }

    @Test
    void onlyTheNewestCheckpointsStay() throws IOException {
        autoencoder("a", 99, false, "training.steps=6", "training.save_every=2", "training.keep_checkpoints=2");
        try (Stream<Path> files = Files.list(folder.resolve("a/checkpoints"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("last", "step-4", "step-6");
        }
    }

    @Test
    void aDamagedCheckpointIsToldAndTheOneBeforeUsed() throws IOException {
        autoencoder("a", 4, false, "training.steps=6", "training.save_every=2");
        Files.write(folder.resolve("a/checkpoints/step-4").resolve(TrainingState.FILE), new byte[] {1, 2, 3});
        Recorder resumed = autoencoder("a", 99, true, "training.steps=6", "training.save_every=2");
        assertThat(resumed.losses).hasSize(4); // steps 3 to 6
        assertThat(resumed.messages).anyMatch(m -> m.startsWith("warning: ") && m.contains("step-4"));
    }

    @Test
    void aFinishedRunIsNotOverwritten() throws IOException {
        autoencoder("a", 99, false, "training.steps=2");
        assertThatThrownBy(() -> autoencoder("a", 99, false, "training.steps=2"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("expected a new run folder");
    }

    @Test
    void unknownSettingsAreNamed() {
        assertThatThrownBy(() -> autoencoder("a", 99, false, "training.stepz=2"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("stepz");
        assertThatThrownBy(() -> autoencoder("b", 99, false, "training.steps=0"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("steps: expected it to be at least 1, found 0");
        assertThatThrownBy(() -> autoencoder("c", 99, false, "model.channels=[30]"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("channels ([30])");
    }

    @Test
    void anUnreadablePictureIsNamedAndLeftOutOrStopsAStrictRun() throws IOException {
        Files.write(data.resolve("picture-3.png"), new byte[] {1, 2, 3});
        Recorder run = autoencoder("a", 99, false, "training.steps=2");
        assertThat(run.messages).anyMatch(m -> m.startsWith("left out: ") && m.contains("picture-3.png"));
        assertThatThrownBy(() -> autoencoder("b", 99, false, "training.steps=2", "data.strict=true"))
                .hasMessageContaining("picture-3.png");
    }
}
