package org.ldm4j.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.LatentDiffusion;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.autoencoder.VqAutoencoder;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.AutoencoderFolder;
import org.ldm4j.checkpoint.FirstStageFolders;
import org.ldm4j.checkpoint.Inspector;
import org.ldm4j.checkpoint.SafetensorsFile;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.conditioning.LayoutBox;
import org.ldm4j.image.Bitmap;
import org.ldm4j.nn.Weights;
import org.ldm4j.task.ClassToImage;
import org.ldm4j.task.Inpainting;
import org.ldm4j.task.LayoutToImage;
import org.ldm4j.task.PaperModel;
import org.ldm4j.task.Request;
import org.ldm4j.task.Retrieval;
import org.ldm4j.task.SemanticSynthesis;
import org.ldm4j.task.SuperResolution;
import org.ldm4j.task.TextToImage;
import org.ldm4j.task.Unconditional;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;

/** Diffusion models of every condition: trained for a few steps, saved, loaded by whoever makes pictures, and asked. */
final class LdmConditionsTest {
    private static final int SIDE = 16;

    @TempDir
    private Path folder;

    private Path data;

    private final List<String> messages = new ArrayList<>();

    private final class Recorder implements Progress {
        @Override
        public void step(long step, long steps, double loss, double picturesPerSecond) {
            assertThat(loss).isFinite();
        }

        @Override
        public void message(String text) {
            messages.add(text);
        }

        @Override
        public boolean isStopped() {
            return false;
        }
    }

    @BeforeEach
    void writePictures() throws IOException {
        data = TestPictures.write(Files.createDirectory(folder.resolve("data")));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            BufferedImage map = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
            map.getRaster().setSample(16, 16, 0, i % 3);
            ImageIO.write(map, "png", data.resolve("map-" + i + ".png").toFile());
            lines.add(("{\"file_name\": \"picture-%d.png\", \"text\": \"shape number %d\", \"kind\": \"shape\","
                            + " \"label\": %d, \"map_file_name\": \"map-%d.png\","
                            + " \"boxes\": [{\"label\": %d, \"x\": 0.2, \"y\": 0.2, \"width\": 0.6, \"height\": 0.6}]}")
                    .formatted(i, i, i % 4, i, i % 4));
        }
        Files.write(data.resolve("metadata.jsonl"), lines);
    }

    private Path kl() throws IOException {
        var shape = AutoencoderConfig.of(4, List.of(32, 32), 1, 32);
        try (Weights weights = Weights.create(1)) {
            new KlAutoencoder(weights, shape);
            Path path = Files.createDirectory(folder.resolve("kl"));
            AutoencoderFolder.writeInto(path, shape, new TensorMap(weights.parameters(), "test"), DType.FP32);
            return path;
        }
    }

    private Path vq() throws IOException {
        var shape = new VqConfig(AutoencoderConfig.of(4, List.of(32, 32), 1, 32), 16, 4);
        try (Weights weights = Weights.create(1)) {
            new VqAutoencoder(weights, shape);
            Path path = Files.createDirectory(folder.resolve("vq"));
            FirstStageFolders.writeVq(path, shape, new TensorMap(weights.parameters(), "test"), DType.FP32);
            return path;
        }
    }

    /** Trains for two steps and returns the checkpoint. */
    private Path trained(String name, Object firstStage, boolean resume, String... settings) throws IOException {
        List<String> all = new ArrayList<>(TestPictures.TINY_LDM);
        all.addAll(List.of("training.steps=2", "training.save_every=2", "first_stage=" + firstStage));
        all.addAll(Arrays.asList(settings));
        new Training(data, folder.resolve(name), null, all, resume).latentDiffusion(new Recorder());
        return folder.resolve(name).resolve("checkpoints/last");
    }

    private Path trained(Object firstStage, String... settings) throws IOException {
        return trained("run", firstStage, false, settings);
    }

    /** Asks the model in {@code checkpoint} and looks at the size of what it makes. */
    private static void makes(Path checkpoint, Request request) {
        try (LatentDiffusion model = LatentDiffusion.load(checkpoint)) {
            Request short_ = request.withText(request.text().steps(2));
            assertThat(model.generate(short_).getWidth()).isEqualTo(SIDE);
        }
        assertThat(Inspector.describe(checkpoint).missing()).isEmpty();
    }

    private static Bitmap grey(int width, int height) {
        return Bitmap.of(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY));
    }

    private static Bitmap colour(int width, int height) {
        return Bitmap.of(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    @Test
    void unconditionalModels() throws IOException {
        makes(trained(vq(), "condition.kind=none"), Unconditional.of());
    }

    @Test
    void unconditionalModelsInPixels() throws IOException {
        makes(trained("none", "condition.kind=none", "diffusion.loss=l1"), Unconditional.of());
    }

    @Test
    void classesWithOneThatStandsForNone() throws IOException {
        Path checkpoint = trained(kl(), "condition.kind=class", "condition.width=32");
        makes(checkpoint, ClassToImage.of(3));
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint.resolve("model.safetensors"))) {
            assertThat(file.shape("cond_stage_model.embedding.weight")).containsExactly(5, 32);
        }
    }

    @Test
    void textsByThePapersEncoderWithALearnedVocabulary() throws IOException {
        Path checkpoint = trained(vq(), "condition.kind=bert", "text.positions=6");
        makes(checkpoint, TextToImage.of("shape number 3"));
        assertThat(Files.readString(checkpoint.resolve("vocab.txt"))).contains("[CLS]", "shape");
    }

    @Test
    void textsByThePapersEncoderWithAGivenVocabulary() throws IOException {
        Path vocabulary =
                Files.write(folder.resolve("vocab.txt"), List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "shape", "3"));
        Path checkpoint =
                trained("none", "condition.kind=bert", "text.positions=6", "condition.vocabulary=" + vocabulary);
        makes(checkpoint, TextToImage.of("shape 3"));
        assertThat(Files.readAllLines(checkpoint.resolve("vocab.txt"))).hasSize(6);
    }

    @Test
    void boxes() throws IOException {
        Path checkpoint = trained(kl(), "condition.kind=boxes", "condition.tokens=400", "condition.max_boxes=3");
        makes(checkpoint, LayoutToImage.of(List.of(LayoutBox.of(2, 0.1, 0.1, 0.5, 0.5))));
    }

    @Test
    void mapsOfClasses() throws IOException {
        Path checkpoint = trained(vq(), "condition.kind=map", "condition.classes=3");
        makes(checkpoint, SemanticSynthesis.of(grey(SIDE, SIDE)));
    }

    @Test
    void smallPicturesAreEnlarged() throws IOException {
        Path checkpoint = trained(vq(), "condition.kind=small", "condition.degradation=bsrgan_light");
        makes(checkpoint, SuperResolution.of(colour(SIDE / 2, SIDE / 2), TextToImage.of("")));
    }

    @Test
    void holesAreFilled() throws IOException {
        Path checkpoint = trained(vq(), "condition.kind=masked");
        makes(checkpoint, Inpainting.of(colour(SIDE, SIDE), grey(SIDE, SIDE), TextToImage.of("")));
    }

    @Test
    void vectorsOfPictures() throws IOException {
        Path vectors = folder.resolve("vectors.safetensors");
        try (Scope scope = Scope.open();
                Rng rng = Rng.seeded(1)) {
            SafetensorsWriter.write(vectors, Map.of("embeddings", rng.randn(8, 32)), Map.of());
        }
        Path checkpoint = trained(kl(), "condition.kind=vectors", "condition.vectors=" + vectors);
        List<Float> row = new ArrayList<>(Collections.nCopies(32, 0.5f));
        makes(checkpoint, Retrieval.of(List.of(row)));
    }

    @Test
    void clipsTextsNeedAFirstStageThatDiffusersKnows() {
        assertThatThrownBy(() -> trained("none"))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("condition.kind")
                .hasMessageContaining("bert");
    }

    @Test
    void learnedVariancesAreSavedAndReported() throws IOException {
        Path checkpoint = trained(vq(), "condition.kind=none", "diffusion.learn_logvar=true", "diffusion.loss=huber");
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint.resolve("model.safetensors"))) {
            assertThat(file.shape("logvar")).containsExactly(1000);
        }
        assertThat(Files.readString(folder.resolve("run/metrics.csv")))
                .contains("loss_gamma", "loss_vlb", "loss_simple");
    }

    @Test
    void theScaleIsMeasuredGivenOrOne() throws IOException {
        assertThat(scale(trained("a", kl(), false, "condition.kind=none"))).isNotEqualTo(1);
        assertThat(scale(trained("b", vq(), false, "condition.kind=none"))).isEqualTo(1);
        assertThat(scale(trained(
                        "c", folder.resolve("kl"), false, "condition.kind=none", "diffusion.scale_factor=0.25")))
                .isEqualTo(0.25);
    }

    private static double scale(Path checkpoint) {
        try (LatentDiffusion model = LatentDiffusion.load(checkpoint)) {
            return ((PaperModel) model.any()).parts().firstStage().config().scalingFactor();
        }
    }

    @Test
    void latentsAreKeptForResumedRunsAndEqual() throws IOException {
        Path first = kl();
        for (String run : List.of("kept", "anew")) {
            trained(run, first, false, "condition.kind=none", "training.steps=2");
            if (run.equals("anew")) {
                damage(folder.resolve("anew/cache"));
            }
            trained(run, first, true, "condition.kind=none", "training.steps=4", "training.save_every=4");
        }
        assertThat(messages).anyMatch(message -> message.startsWith("latents: as computed before"));
        assertThat(messages).anyMatch(message -> message.contains("computed again"));
        assertThat(state("kept")).isEqualTo(state("anew"));
    }

    private static void damage(Path cache) throws IOException {
        try (var files = Files.list(cache)) {
            Files.write(files.findFirst().orElseThrow(), new byte[] {1, 2, 3});
        }
    }

    private byte[] state(String run) throws IOException {
        return Files.readAllBytes(
                folder.resolve(run).resolve("checkpoints/last").resolve(TrainingState.FILE));
    }

    @Test
    void aFrozenTextEncoderIsAskedOnceAndStaysAsItIs() throws IOException {
        Path first = vq();
        Path begun = trained("begun", first, false, "condition.kind=bert", "text.positions=6");
        Path frozen = trained(
                "frozen", first, false, "condition.kind=bert", "condition.from=" + begun, "condition.frozen=true");
        try (var files = Files.list(folder.resolve("frozen/cache"))) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.startsWith("texts-"));
        }
        String name = "cond_stage_model.transformer.token_emb.weight";
        try (Scope scope = Scope.open();
                SafetensorsFile a = SafetensorsFile.open(begun.resolve("model.safetensors"));
                SafetensorsFile b = SafetensorsFile.open(frozen.resolve("model.safetensors"))) {
            assertThat(b.read(name).sameAs(a.read(name))).isTrue();
        }
        makes(frozen, TextToImage.of("shape"));
    }

    @Test
    void runsComputeInFloat64() throws IOException {
        Path checkpoint = trained("none", "condition.kind=class", "condition.width=32", "training.precision=fp64");
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint.resolve(TrainingState.FILE))) {
            assertThat(file.names()).allMatch(name -> file.dtype(name) == DType.FP64);
        }
        makes(checkpoint, ClassToImage.of(0));
    }
}
