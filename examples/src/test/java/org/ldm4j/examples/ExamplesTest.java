package org.ldm4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.BundledModel;
import org.ldm4j.tensor.Scope;
import org.ldm4j.training.Progress;
import org.ldm4j.training.Training;

/** The examples as they stand, with a model of a few thousand weights in the place of the bundled one. */
final class ExamplesTest {
    private static final int SIDE = 16;

    @TempDir
    static Path folder;

    @BeforeAll
    static void trainATinyModel() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        ImageIO.write(
                new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB),
                "png",
                data.resolve("a.png").toFile());
        Files.writeString(data.resolve("metadata.jsonl"), "{\"file_name\": \"a.png\", \"text\": \"red heart\"}");
        Path first = folder.resolve("first"), run = folder.resolve("run");
        training(data, first, "model.channels=[16, 16]").autoencoder(new Silence());
        training(
                        data,
                        run,
                        "first_stage=" + first.resolve("checkpoints/last"),
                        "unet.channels=[32]",
                        "unet.attention=[true]",
                        "text.width=32",
                        "text.layers=1",
                        "text.heads=2")
                .latentDiffusion(new Silence());
        Path models = Files.createDirectory(folder.resolve("models"));
        Files.move(run.resolve("checkpoints/step-1"), models.resolve("emoji-64"));
        System.setProperty(BundledModel.PROPERTY, models.toString());
    }

    private static Training training(Path data, Path output, String... settings) {
        List<String> all = new ArrayList<>(
                List.of("data.size=" + SIDE, "training.steps=1", "training.batch=1", "training.sample_every=0"));
        all.addAll(List.of(settings));
        return new Training(data, output, null, all, false);
    }

    private static final class Silence implements Progress {
        @Override
        public void step(long step, long steps, double loss, double picturesPerSecond) {}

        @Override
        public void message(String text) {}

        @Override
        public boolean isStopped() {
            return false;
        }
    }

    @AfterAll
    static void forget() {
        System.clearProperty(BundledModel.PROPERTY);
    }

    @Test
    void makeAPicture() throws IOException {
        long before = Scope.liveTensors();
        Path file = folder.resolve("heart.png");
        MakeAPicture.main(new String[] {"red heart", file.toString()});
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(SIDE);
        assertThat(Scope.liveTensors()).isEqualTo(before);
    }

    private static Path golden(String name) {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .map(above -> above.resolve("core/src/test/resources/golden").resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    private static String picture(String name) {
        return golden("c-inpaint/4ch-rect-ddim").resolve(name).toString();
    }

    /** The size of what {@code example} writes, and that it leaves nothing behind. */
    private static String size(Example example, String name) throws IOException {
        long before = Scope.liveTensors();
        Path file = folder.resolve(name);
        example.run(file.toString());
        assertThat(Scope.liveTensors()).isEqualTo(before);
        BufferedImage made = ImageIO.read(file.toFile());
        return made.getWidth() + "x" + made.getHeight();
    }

    private interface Example {
        void run(String file) throws IOException;
    }

    @Test
    void anExampleForEachTask() throws IOException {
        String input = picture("input.png"), mask = picture("mask.png"), heart = "red heart";
        assertThat(size(file -> RedrawAPicture.main(new String[] {input, heart, file}), "redrawn.png"))
                .isEqualTo("64x64");
        assertThat(size(file -> RepaintAPart.main(new String[] {input, mask, heart, file}), "repainted.png"))
                .isEqualTo("64x64");
        assertThat(size(file -> WidenAPicture.main(new String[] {input, heart, file}), "wide.png"))
                .isEqualTo("96x64");
        assertThat(size(file -> InTwoPasses.main(new String[] {heart, file}), "large.png"))
                .isEqualTo("32x32");
        String upscaler = golden("models/x4-upscaler").toString(),
                small = golden("c-upscale/ddim-16x16/input.png").toString();
        assertThat(size(file -> EnlargeAPicture.main(new String[] {upscaler, small, file}), "upscaled.png"))
                .isEqualTo("64x64");
        String deep = golden("models/sd2-depth").toString();
        assertThat(size(file -> KeepTheDepth.main(new String[] {deep, input, mask, heart, file}), "deep.png"))
                .isEqualTo("64x64");
        String model = golden("models/sd1").toString(),
                lora = golden("j-addons/lora-kohya/lora.safetensors").toString();
        String without = folder.resolve("without.png").toString();
        assertThat(size(file -> AddALora.main(new String[] {model, lora, heart, without, file}), "with.png"))
                .isEqualTo("64x64");
    }

    @Test
    void watchToTheEnd() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("whole"));
        WatchAndStop.main(new String[] {"red heart", pictures.toString(), "600"});
        assertThat(pictures.resolve("step-10.png")).exists();
        assertThat(ImageIO.read(pictures.resolve("picture.png").toFile()).getHeight())
                .isEqualTo(SIDE);
    }

    @Test
    void watchAndStop() throws IOException {
        long before = Scope.liveTensors();
        Path pictures = Files.createDirectory(folder.resolve("stopped"));
        WatchAndStop.main(new String[] {"red heart", pictures.toString(), "0"});
        assertThat(pictures).isEmptyDirectory();
        assertThat(Scope.liveTensors()).isEqualTo(before);
    }
}
