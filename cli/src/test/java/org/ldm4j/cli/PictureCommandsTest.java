package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PngFile;
import org.ldm4j.image.PngText;
import org.ldm4j.tensor.Scope;
import tools.jackson.databind.JsonNode;

/** What the commands that begin with a picture have beyond those that begin with a text. */
final class PictureCommandsTest {
    private static final Path GOLDEN = Path.of("..", "core", "src", "test", "resources", "golden", "models");

    @TempDir
    static Path shared;

    static Path model;
    static Path input;
    static Path mask;

    @TempDir
    Path folder;

    long tensors;

    @BeforeAll
    static void writeModel() throws IOException {
        model = SmallModel.write(shared);
        input = shared.resolve("input.png");
        PngFile.write(input, SmallModel.picture(24, 16));
        mask = shared.resolve("mask.png");
        PngFile.write(mask, leftHalf(24, 16));
    }

    private static Bitmap leftHalf(int width, int height) {
        byte[] values = new byte[width * height];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i % width < width / 2 ? 255 : 0);
        }
        return Bitmap.of(width, height, 1, values);
    }

    @BeforeEach
    void countTensors() {
        tensors = Scope.liveTensors();
    }

    private static Path golden(String name) {
        Path here = Path.of("core", "src", "test", "resources", "golden", "models", name);
        return Files.exists(here) ? here : GOLDEN.resolve(name);
    }

    private Call make(String command, Object... more) {
        Stream<Object> words = Stream.of(command, "-p", "a", "--steps", "3", "-q");
        List<Object> all =
                new ArrayList<>(Stream.concat(words, Arrays.stream(more)).toList());
        if (!all.contains("-m")) {
            all.addAll(List.of("-m", model));
        }
        Call call = Call.of(all.toArray());
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(Scope.liveTensors()).as("tensors left behind").isEqualTo(tensors);
        return call;
    }

    private Bitmap picture(String name) {
        return ImageFile.read(folder.resolve(name)).rgb();
    }

    /** The command line of each picture command with the least that it needs, but for the output. */
    private static List<Object> least(String command) {
        return switch (command) {
            case "img2img" -> List.of("-i", input);
            case "inpaint" -> List.of("-i", input, "--mask", mask);
            case "depth2img" -> List.of("-i", input, "--depth", mask, "-m", golden("sd2-depth"));
            case "upscale" -> List.of("-i", input, "-m", golden("x4-upscaler"));
            default -> List.of();
        };
    }

    private Call makeLeast(String command, Object... more) {
        return make(
                command,
                Stream.concat(least(command).stream(), Arrays.stream(more)).toArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"txt2img", "img2img", "inpaint", "depth2img", "upscale"})
    void documentsAreEqualInForm(String command) {
        JsonNode json =
                makeLeast(command, "-o", folder.resolve("x.png"), "--json").json();
        assertThat(json.propertyNames())
                .containsExactly(
                        "images",
                        "model",
                        "sampler",
                        "scheduler",
                        "steps",
                        "seconds",
                        "seconds_per_step",
                        "peak_rss_bytes",
                        "rss_after_each_bytes",
                        "dtype",
                        "device",
                        "threads",
                        "warnings");
        JsonNode image = json.get("images").get(0);
        assertThat(image.propertyNames()).containsExactly("path", "seed", "width", "height", "sha256");
        assertThat(image.get("sha256").asString()).isEqualTo(MadePicture.sha256(folder.resolve("x.png")));
        assertThat(image.get("width").asInt()).isEqualTo(picture("x.png").width());
    }

    @ParameterizedTest
    @ValueSource(strings = {"img2img", "inpaint", "depth2img", "upscale"})
    void severalPicturesEqualThoseMadeAlone(String command) throws IOException {
        Object[] sampler = {"--sampling-method", "euler_a"};
        makeLeast(command, "-o", folder.resolve("all-%d.png"), "-b", 3, "-s", 7, sampler[0], sampler[1]);
        for (int i = 0; i < 3; i++) {
            makeLeast(command, "-o", folder.resolve(i + ".png"), "-s", 7 + i, sampler[0], sampler[1]);
            assertThat(Files.readAllBytes(folder.resolve("all-" + i + ".png")))
                    .isEqualTo(Files.readAllBytes(folder.resolve(i + ".png")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"img2img", "inpaint", "depth2img", "upscale"})
    void oneSheetOfAll(String command) {
        makeLeast(command, "-o", folder.resolve("%d.png"), "-b", 2, "--grid", folder.resolve("sheet.png"));
        assertThat(picture("sheet.png").width()).isEqualTo(2 * picture("0.png").width());
        assertThat(picture("sheet.png").height()).isEqualTo(picture("0.png").height());
    }

    @ParameterizedTest
    @ValueSource(strings = {"img2img", "inpaint", "depth2img", "upscale"})
    void latentsAndPreviews(String command) {
        Path latents = folder.resolve("latents.safetensors"), previews = folder.resolve("p-%d.png");
        Object[] words = {"-o", folder.resolve("x.png"), "--save-latents", latents, "--preview-path", previews};
        makeLeast(command, words);
        assertThat(folder.resolve("p-1.png")).exists();
        try (Scope scope = Scope.open()) {
            assertThat(LatentsFile.read(latents).shape()[0]).isEqualTo(1);
        }
    }

    @Test
    void lessStrengthKeepsMore() {
        make("img2img", "-i", input, "-o", folder.resolve("little.png"), "--strength", "0.4");
        make("img2img", "-i", input, "-o", folder.resolve("much.png"), "--strength", "1");
        assertThat(picture("little.png")).isNotEqualTo(picture("much.png"));
        assertThat(picture("little.png").width()).as("the input's size").isEqualTo(24);
    }

    @Test
    void aSizeOfItsOwn() {
        make("img2img", "-i", input, "-o", folder.resolve("x.png"), "-W", "32", "-H", "24");
        assertThat(picture("x.png").width()).isEqualTo(32);
        assertThat(picture("x.png").height()).isEqualTo(24);
    }

    @Test
    void aPromptForEachLine() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "a\naa\n");
        Call call =
                Call.of("img2img", "-m", model, "-i", input, "--from-file", prompts, "--steps", 3, "-o", folder, "-q");
        assertThat(call.code()).as(call.err()).isZero();
        make("img2img", "-i", input, "-o", folder.resolve("alone.png"), "-n", "");
        assertThat(picture("00000-42.png")).isEqualTo(picture("alone.png")).isNotEqualTo(picture("00001-42.png"));
    }

    @Test
    void outsideTheMaskNothingChanges() {
        make("inpaint", "-i", input, "--mask", mask, "-o", folder.resolve("kept.png"));
        make("inpaint", "-i", input, "--mask", mask, "-o", folder.resolve("free.png"), "--no-keep-outside");
        Bitmap before = ImageFile.read(input).rgb(), right = before.cropped(12, 0, 12, 16);
        assertThat(picture("kept.png").cropped(12, 0, 12, 16)).isEqualTo(right);
        assertThat(picture("kept.png").cropped(0, 0, 12, 16)).isNotEqualTo(before.cropped(0, 0, 12, 16));
        assertThat(picture("free.png").cropped(12, 0, 12, 16)).isNotEqualTo(right);
        make("inpaint", "-i", input, "--mask", mask, "-o", folder.resolve("d.png"), "--prompt-style", "diffusers");
        assertThat(picture("d.png")).as("as diffusers does").isEqualTo(picture("free.png"));
    }

    @Test
    void onlyTheMaskedPartIsShownToTheModel() {
        make("inpaint", "-i", input, "--mask", mask, "-o", folder.resolve("whole.png"));
        make("inpaint", "-i", input, "--mask", mask, "-o", folder.resolve("part.png"), "--only-masked", "2");
        Bitmap right = ImageFile.read(input).rgb().cropped(12, 0, 12, 16);
        assertThat(picture("part.png").cropped(12, 0, 12, 16)).isEqualTo(right);
        assertThat(picture("part.png")).isNotEqualTo(picture("whole.png"));
        assertThat(told("part.png")).containsEntry("Masked area padding", "2");
    }

    @Test
    void morePictureBeyondTheBorders() {
        make("inpaint", "-i", input, "--extend", "8,0,16,8", "-o", folder.resolve("x.png"));
        Bitmap made = picture("x.png");
        assertThat(made.width() + "x" + made.height()).isEqualTo("48x24");
        assertThat(made.cropped(8, 0, 24, 16)).isEqualTo(ImageFile.read(input).rgb());
    }

    @Test
    void fourTimesAsLarge() {
        makeLeast("upscale", "-o", folder.resolve("x.png"), "--noise-level", "5");
        assertThat(picture("x.png").width()).isEqualTo(4 * 24);
        makeLeast("upscale", "-o", folder.resolve("y.png"), "--noise-level", "100");
        assertThat(picture("y.png")).isNotEqualTo(picture("x.png"));
        assertThat(Call.of("upscale", "-m", golden("x4-upscaler"), "-i", input, "-o", folder.resolve("z.png"))
                        .code())
                .as("without a prompt")
                .isZero();
    }

    @Test
    void aSecondPassInALargerSize() {
        make("txt2img", "-o", folder.resolve("latent.png"), "--hires-scale", "2");
        make("txt2img", "-o", folder.resolve("picture.png"), "--hires-scale", "2", "--hires-mode", "picture");
        make("txt2img", "-o", folder.resolve("more.png"), "--hires-scale", "2", "--hires-steps", "6");
        make("txt2img", "-o", folder.resolve("less.png"), "--hires-scale", "2", "--hires-strength", "0.4");
        assertThat(picture("latent.png").width()).isEqualTo(2 * SmallModel.SIDE);
        assertThat(List.of(picture("latent.png"), picture("picture.png"), picture("more.png"), picture("less.png")))
                .doesNotHaveDuplicates();
    }

    @Test
    void picturesTellHowTheyWereMade() {
        make("img2img", "-i", input, "-o", folder.resolve("i.png"), "--strength", "0.6");
        assertThat(told("i.png")).containsEntry("Denoising strength", "0.6").containsEntry("Size", "24x16");
        make("inpaint", "-i", input, "--mask", mask, "-o", folder.resolve("m.png"));
        assertThat(told("m.png")).containsEntry("Denoising strength", "1");
        makeLeast("upscale", "-o", folder.resolve("u.png"), "--noise-level", "7");
        assertThat(told("u.png")).containsEntry("Noise level", "7").containsEntry("Size", "96x64");
        make("txt2img", "-o", folder.resolve("h.png"), "--hires-scale", "1.5", "--hires-steps", "5");
        assertThat(told("h.png"))
                .containsEntry("Size", "16x16")
                .containsEntry("Hires upscale", "1.5")
                .containsEntry("Hires steps", "5")
                .containsEntry("Hires upscaler", "Latent")
                .containsEntry("Denoising strength", "0.7");
        assertThat(PngText.read(folder.resolve("h.png")).get("parameters"))
                .contains("Denoising strength: 0.7, Hires upscale: 1.5, Hires upscaler: Latent, Hires steps: 5");
    }

    private Map<String, String> told(String name) {
        JsonNode json = Call.of("png-info", folder.resolve(name), "--json").json();
        assertThat(json.get("source").asString()).isEqualTo("ldm4j");
        return json.get("parameters").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asString()));
    }
}
