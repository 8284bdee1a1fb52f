package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.checkpoint.BertKeys;
import org.ldm4j.checkpoint.KeyTable;
import org.ldm4j.checkpoint.RenamedSource;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.UNetKeys;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The losses of 200 steps of a real run, text encoder and all, against torch with diffusers' networks
 * ({@code tools/training_curve.py}): the same pictures, order, timesteps, noise and captions from the seed alone.
 */
final class TrainingCurveTest {
    private static final int SIDE = 8;
    private static final int STEPS_IN_FLOAT32 = 20;

    @TempDir
    private Path folder;

    private Path curve;
    private JsonNode expected;

    @BeforeEach
    void writeData() throws Exception {
        curve = Path.of(Objects.requireNonNull(getClass().getResource("curve")).toURI());
        expected = JsonMapper.shared().readTree(curve.resolve("curve.json").toFile());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < expected.path("pictures").size(); i++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
            for (int j = 0; j < 3 * SIDE * SIDE; j++) {
                int value = expected.path("pictures").path(i).path(j).intValue();
                image.getRaster().setSample(j / 3 % SIDE, j / 3 / SIDE, j % 3, value);
            }
            ImageIO.write(image, "png", folder.resolve(i + ".png").toFile());
            lines.add("{\"file_name\": \"%d.png\", \"text\": %s}"
                    .formatted(i, expected.path("captions").path(i)));
        }
        Files.write(folder.resolve("metadata.jsonl"), lines);
    }

    private LdmRunConfig config(String prediction, String precision) {
        return RunConfigs.read(
                LdmRunConfig.class,
                "ldm.yaml",
                null,
                List.of(
                        "seed=5",
                        "data.size=8",
                        "first_stage=none",
                        "unet.channels=[32]",
                        "unet.attention=[false]",
                        "unet.head_channels=16",
                        "condition.kind=bert",
                        "condition.vocabulary=" + curve.resolve("vocab.txt"),
                        "text.positions=6",
                        "text.width=32",
                        "text.layers=1",
                        "diffusion.prediction=" + prediction,
                        "diffusion.condition_dropout=0.2",
                        "training.batch=2",
                        "training.learning_rate=1.0e-3",
                        "training.warmup_steps=0",
                        "training.schedule.name=constant",
                        "training.betas=[0.9, 0.999]",
                        "training.weight_decay=0.01",
                        "training.clip_norm=1",
                        "training.precision=" + precision));
    }

    /** Losses of {@code steps} steps, compared with the reference's one by one. */
    private void follow(String prediction, String precision, int steps, double tolerance) {
        assertThat(steps).isGreaterThanOrEqualTo(STEPS_IN_FLOAT32);
        LdmRunConfig run = config(prediction, precision);
        Progress silent = new Silent();
        try (Scope scope = Scope.open();
                Trainer trainer = new LdmTrainer(
                        run,
                        FirstStage.none(),
                        run.data().read(folder, silent::message),
                        new TensorCache(null, silent),
                        silent)) {
            Map<String, Tensor> parameters = trainer.groups().get(0);
            begin(parameters, LdmTrainer.UNET, "unet", UNetKeys.of(run.unet().toConfig(3, 0, 32)));
            begin(parameters, LdmTrainer.CONDITIONER, "text", BertKeys.of(BertConfig.of(11, 6, 32, 1)));
            try (Optimisation optimisation = new Optimisation(trainer, run.training())) {
                for (int step = 1; step <= steps; step++) {
                    double loss = optimisation.step(step, (name, value) -> {});
                    double reference = expected.path(prediction).path(step - 1).doubleValue();
                    assertThat(loss).as("step " + step).isCloseTo(reference, within(tolerance * reference));
                }
            }
        }
    }

    private void begin(Map<String, Tensor> parameters, String prefix, String file, KeyTable names) {
        try (SafetensorsFile stored = SafetensorsFile.open(curve.resolve(file + ".safetensors"));
                Scope scope = Scope.open()) {
            RenamedSource source = names.toNative(stored);
            parameters.forEach((name, parameter) -> {
                if (name.startsWith(prefix)) {
                    parameter.copyInPlace(source.read(name.substring(prefix.length())));
                }
            });
        }
    }

    private static final class Silent implements Progress {
        @Override
        public void step(long step, long steps, double loss, double picturesPerSecond) {}

        @Override
        public void message(String text) {}

        @Override
        public boolean isStopped() {
            return false;
        }
    }

    @Test
    void twoHundredStepsOfEpsInFloat64() {
        follow("eps", "fp64", expected.path("eps").size(), 1e-6);
    }

    @Test
    void twoHundredStepsOfVInFloat64() {
        follow("v", "fp64", expected.path("v").size(), 1e-6);
    }

    @Test
    void theFirstStepsOfEpsInFloat32() {
        follow("eps", "fp32", STEPS_IN_FLOAT32, 1e-3);
    }

    @Test
    void theFirstStepsOfVInFloat32() {
        follow("v", "fp32", STEPS_IN_FLOAT32, 1e-3);
    }
}
