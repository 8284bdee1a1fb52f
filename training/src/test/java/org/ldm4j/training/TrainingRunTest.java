package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.nn.Seeds;
import org.ldm4j.tensor.Scope;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The loop itself, on a network of four numbers. */
final class TrainingRunTest {
    @TempDir
    private Path root;

    private static Settings settings(String... overrides) {
        var defaults = List.of("training.steps=12", "training.batch=2", "training.sample_every=0");
        List<String> all = new ArrayList<>(defaults);
        all.addAll(List.of(overrides));
        return RunConfigs.read(AutoencoderRunConfig.class, "autoencoder.yaml", null, all)
                .training();
    }

    private long run(String name, LineTrainer trainer, Settings settings, Recorder recorder, boolean resume)
            throws IOException {
        try (Scope scope = Scope.open();
                RunFolder folder = new RunFolder(root.resolve(name));
                trainer) {
            return new TrainingRun(trainer, settings, folder, recorder).run(resume);
        }
    }

    private byte[] state(String name) throws IOException {
        return Files.readAllBytes(root.resolve(name).resolve("checkpoints/last").resolve(TrainingState.FILE));
    }

    /** Eight pictures, two a pass: an epoch has four passes, and with three passes a step it ends inside of one. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,1", "3,1,2", "4,1,2", "5,1,1", "1,3,2", "2,3,1", "4,3,2"})
    void goesOnBitForBitWhereverItWasStopped(int stop, int accumulate, int groups) throws IOException {
        Settings settings = settings("training.accumulate=" + accumulate, "training.save_every=3");
        run("whole", new LineTrainer(2, groups), settings, new Recorder(99), false);
        run("cut", new LineTrainer(2, groups), settings, new Recorder(stop), false);
        assertThat(state("cut")).isNotEqualTo(state("whole"));
        run("cut", new LineTrainer(2, groups), settings, new Recorder(99), true);
        assertThat(state("cut")).isEqualTo(state("whole"));
        assertThat(root.resolve("cut/metrics.csv")).hasSameBinaryContentAs(root.resolve("whole/metrics.csv"));
    }

    /** A stop that is asked for between the passes of a step lets the step end. */
    @Test
    void aStopInsideAnAccumulatedStepIsAfterIt() throws IOException {
        Settings settings = settings("training.accumulate=3");
        var recorder = new Recorder(99) {
            boolean isAsked;

            @Override
            public boolean isStopped() {
                return isAsked;
            }
        };
        var trainer = new LineTrainer(2, 1);
        trainer.isSpoilt = pass -> {
            recorder.isAsked |= pass == 5; // the second pass of step 2
            return false;
        };
        assertThat(run("cut", trainer, settings, recorder, false)).isEqualTo(2);
        run("cut", new LineTrainer(2, 1), settings, new Recorder(99), true);
        run("whole", new LineTrainer(2, 1), settings, new Recorder(99), false);
        assertThat(state("cut")).isEqualTo(state("whole"));
    }

    @Test
    void accumulatedPassesMoveTheWeightsByTheMeanOfTheirGradients() throws IOException {
        try (Scope scope = Scope.open();
                LineTrainer trainer = new LineTrainer(2, 1);
                LineTrainer byHand = new LineTrainer(2, 1)) {
            for (long pass = 1; pass <= 3; pass++) {
                byHand.loss(pass, 0, (name, value) -> {}).times(1.0 / 3).backward();
            }
            double norm = Gradients.norm(byHand.groups().get(0), (name, value) -> new IllegalStateException(name));
            Map<String, Double> metrics = new HashMap<>();
            Settings settings = settings("training.accumulate=3", "training.learning_rate=1.0e-9");
            try (var optimisation = new Optimisation(trainer, settings)) {
                double loss = optimisation.step(1, metrics::put);
                assertThat(metrics.get("gradient_norm")).isCloseTo(norm, within(1e-6));
                assertThat(Objects.requireNonNull(metrics.get("half"))).isCloseTo(loss / 2, within(1e-6));
            }
        }
    }

    /** While one group learns, the gradients that another has gathered stay as they are. */
    @Test
    void groupsKeepTheirGradientsApart() throws IOException {
        try (Scope scope = Scope.open();
                LineTrainer trainer = new LineTrainer(2, 2);
                LineTrainer byHand = new LineTrainer(2, 2)) {
            byHand.groups().get(0).values().forEach(p -> p.withoutGrad());
            for (long pass = 1; pass <= 2; pass++) {
                byHand.loss(pass, 1, (name, value) -> {}).times(0.5).backward();
            }
            double norm = Gradients.norm(byHand.groups().get(1), (name, value) -> new IllegalStateException(name));
            Map<String, Double> metrics = new HashMap<>();
            Settings settings = settings("training.accumulate=2", "training.learning_rate=1.0e-12");
            try (var optimisation = new Optimisation(trainer, settings)) {
                optimisation.step(1, metrics::put);
            }
            assertThat(metrics.get("gradient_norm_2")).isCloseTo(norm, within(1e-5));
        }
    }

    @Test
    void learningRatesAreScaledByThePicturesOfAStepAndByGroup() {
        Settings settings = settings(
                "training.accumulate=3",
                "training.scale_lr=true",
                "training.learning_rate=1.0e-4",
                "training.group_rates=[1, 0.5]",
                "training.warmup_steps=0",
                "training.schedule.name=constant");
        assertThat(settings.learningRate(1, 0)).isCloseTo(6e-4, within(1e-15));
        assertThat(settings.learningRate(1, 1)).isCloseTo(3e-4, within(1e-15));
        assertThat(settings.learningRate(1, 2)).isCloseTo(6e-4, within(1e-15));
    }

    @Test
    void aLossThatIsNotFiniteStopsBeforeTheStepAndItsPicturesAreWritten() throws IOException {
        var trainer = new LineTrainer(2, 1);
        trainer.isSpoilt = pass -> pass == 8;
        Settings settings = settings("training.accumulate=2", "training.save_every=1");
        assertThatThrownBy(() -> run("a", trainer, settings, new Recorder(99), false))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("step 4: expected finite numbers, found NaN (the loss)")
                .hasMessageContaining("nonfinite-step-4.json");
        JsonNode json = new JsonMapper()
                .readTree(root.resolve("a/nonfinite-step-4.json").toFile());
        JsonNode pass = json.path("passes").get(0);
        assertThat(json.path("passes").size()).isEqualTo(1);
        assertThat(pass.path("pass").asLong()).isEqualTo(8);
        assertThat(pass.path("generator_seed").asLong()).isEqualTo(Seeds.of(42, "step:8"));
        assertThat(pass.path("pictures").get(1).asString())
                .isEqualTo("picture-" + new Draws(42, LineTrainer.PICTURES).batch(8, 2)[1] + ".png");
        assertThat(root.resolve("a/checkpoints/last").toRealPath()).hasFileName("step-3");
    }

    @Test
    void aFullDiskIsToldAndTriedAgainAtTheNextInterval() throws IOException {
        var trainer = new LineTrainer(2, 1);
        trainer.isSpoilt = pass -> {
            trainer.isDiskFull = pass == 4 || pass == 6;
            return false;
        };
        var recorder = new Recorder(99);
        assertThat(run("a", trainer, settings("training.save_every=2"), recorder, false))
                .isEqualTo(12);
        assertThat(recorder.messages)
                .filteredOn(m -> m.startsWith("warning: checkpoint can't be written: No space left on device"))
                .hasSize(2);
        assertThat(root.resolve("a/checkpoints/last").toRealPath()).hasFileName("step-12");
    }

    @Test
    void aDiskThatStaysFullEndsTheRunAfterThreeTriesAndLeavesTheLastCheckpoint() throws IOException {
        var trainer = new LineTrainer(2, 1);
        trainer.isSpoilt = pass -> {
            trainer.isDiskFull = pass >= 3;
            return false;
        };
        assertThatThrownBy(() -> run("a", trainer, settings("training.save_every=2"), new Recorder(99), false))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.kind()).isEqualTo(TrainingException.Kind.MACHINE))
                .hasMessageContaining("in 3 tries");
        assertThat(trainer.tries).isEqualTo(4);
        assertThat(root.resolve("a/checkpoints/last").toRealPath()).hasFileName("step-2");
        assertThat(run("a", new LineTrainer(2, 1), settings(), new Recorder(99), true))
                .isEqualTo(12);
    }

    @Test
    void theBestByAFigureStay() throws IOException {
        Settings settings = settings(
                "training.save_every=2", "training.keep_best=1", "training.monitor=half", "training.best=highest");
        run("a", new LineTrainer(2, 1), settings, new Recorder(99), false);
        double best = 0;
        long bestStep = 0;
        List<MetricsFile.Line> half = MetricsFile.read(root.resolve("a/metrics.csv")).stream()
                .filter(line -> line.name().equals("half"))
                .toList();
        for (int i = 1; i < half.size(); i += 2) {
            double mean = (half.get(i - 1).value() + half.get(i).value()) / 2;
            bestStep = mean > best ? half.get(i).step() : bestStep;
            best = Math.max(best, mean);
        }
        assertThat(root.resolve("a/checkpoints/step-" + bestStep)).isDirectory();
        assertThat(bestStep).isLessThan(10);
        assertThat(TrainingState.mean(root.resolve("a/checkpoints/step-" + bestStep)))
                .isCloseTo(best, within(1e-6));
    }

    @Test
    void aRunThatWasKilledBeforeItsFirstCheckpointBeginsAgainAndSaysSo() throws IOException {
        var recorder = new Recorder(99);
        assertThat(run("a", new LineTrainer(2, 1), settings(), recorder, true)).isEqualTo(12);
        assertThat(recorder.messages).contains("no checkpoint was written yet, beginning with step 1");
    }
}
