package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PngText;
import org.ldm4j.tensor.Scope;
import tools.jackson.databind.JsonNode;

final class TextToImageCommandTest {
    @TempDir
    static Path shared;

    static Path model;

    @TempDir
    Path folder;

    long tensors;

    @BeforeAll
    static void writeModel() throws IOException {
        model = SmallModel.write(shared);
    }

    @BeforeEach
    void countTensors() {
        tensors = Scope.liveTensors();
    }

    private Call make(Object... more) {
        Stream<Object> words = Stream.of("txt2img", "-m", model, "-p", "a", "--steps", "2", "-q");
        Call call = Call.of(Stream.concat(words, Arrays.stream(more)).toArray());
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(Scope.liveTensors()).as("tensors left behind").isEqualTo(tensors);
        return call;
    }

    private byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    @Test
    void theDocumentHasItsFields() throws IOException {
        JsonNode json = make("-o", folder.resolve("x.png"), "--json", "--dtype", "fp32", "-t", "1", "-s", "5")
                .json();
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
        assertThat(image.get("path").asString())
                .isEqualTo(folder.resolve("x.png").toString());
        assertThat(image.get("seed").asLong()).isEqualTo(5);
        assertThat(image.get("width").asInt()).isEqualTo(SmallModel.SIDE);
        assertThat(image.get("sha256").asString()).isEqualTo(MadePicture.sha256(folder.resolve("x.png")));
        assertThat(json.get("seconds").propertyNames()).containsExactly("load", "encode", "sample", "decode", "total");
        assertThat(json.get("sampler").asString()).isEqualTo("ddim");
        assertThat(json.get("scheduler").asString()).isEqualTo("model");
        assertThat(json.get("steps").asInt()).isEqualTo(2);
        assertThat(json.get("dtype").asString()).isEqualTo("fp32");
        assertThat(json.get("threads").asInt()).isEqualTo(1);
        assertThat(json.get("warnings").size()).isZero();
    }

    @Test
    void theSameRequestGivesTheSameBytes() throws IOException {
        make("-o", folder.resolve("a.png"), "-t", "1");
        make("-o", folder.resolve("b.png"), "-t", "2");
        make("-o", folder.resolve("c.png"), "-s", "43");
        assertThat(bytes("a.png")).isEqualTo(bytes("b.png")).isNotEqualTo(bytes("c.png"));
    }

    @Test
    void severalPicturesEqualThoseMadeAlone() throws IOException {
        make("-o", folder.resolve("all-%02d.png"), "-b", "3", "-s", "7", "--sampling-method", "euler_a");
        for (int i = 0; i < 3; i++) {
            make("-o", folder.resolve(i + ".png"), "-s", 7 + i, "--sampling-method", "euler_a");
            assertThat(bytes("all-0" + i + ".png")).isEqualTo(bytes(i + ".png"));
        }
    }

    @Test
    void alternativeSpellingsMeanTheSame() throws IOException {
        make("-o", folder.resolve("a.png"), "--sampling-method", "ddim", "--cfg-scale", "3", "--eta", "0.5");
        make("-o", folder.resolve("b.png"), "--sampling-method", "DDIM", "--guidance-scale", "3", "--ddim_eta", "0.5");
        assertThat(bytes("a.png")).isEqualTo(bytes("b.png"));
    }

    @Test
    void oneGeneratorForAllDiffersFromOneForEach() throws IOException {
        make("-o", folder.resolve("each-%d.png"), "-b", "2");
        make("-o", folder.resolve("single-%d.png"), "-b", "2", "--seed-mode", "single");
        assertThat(bytes("single-1.png")).isNotEqualTo(bytes("each-1.png"));
    }

    @Test
    void aPromptForEachLine() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "a\n\naa\n");
        Call call = Call.of(
                "txt2img",
                "-m",
                model,
                "--from-file",
                prompts,
                "--steps",
                2,
                "-b",
                2,
                "-o",
                folder.resolve("out"),
                "-q");
        assertThat(call.out().lines().map(line -> Path.of(line).getFileName().toString()))
                .containsExactly("00000-42.png", "00001-43.png", "00002-42.png", "00003-43.png");
        make("-o", folder.resolve("alone.png"), "-s", "43");
        assertThat(bytes("out/00001-43.png")).isEqualTo(bytes("alone.png"));
        assertThat(bytes("out/00003-43.png")).isNotEqualTo(bytes("alone.png"));
    }

    @Test
    void latentsThatWereSavedAreThoseOfAllPictures() {
        Path file = folder.resolve("latents.safetensors");
        make("-o", folder.resolve("x-%d.png"), "-b", "2", "--save-latents", file);
        try (Scope scope = Scope.open()) {
            assertThat(LatentsFile.read(file).shape()).containsExactly(2, 4, 8, 8);
        }
    }

    @Test
    void noiseOfTheCallersOwnReplacesTheSeed() throws IOException {
        Path noise = folder.resolve("noise.safetensors");
        make("-o", folder.resolve("any.png"), "--save-latents", noise);
        make("-o", folder.resolve("a.png"), "--initial-latents", noise, "-s", "1");
        make("-o", folder.resolve("b.png"), "--initial-latents", noise, "-s", "2");
        make("-o", folder.resolve("c.png"), "-s", "1");
        assertThat(bytes("a.png").length).isPositive();
        assertThat(ImageFile.read(folder.resolve("a.png")))
                .isEqualTo(ImageFile.read(folder.resolve("b.png")))
                .isNotEqualTo(ImageFile.read(folder.resolve("c.png")));
    }

    @Test
    void sheetsAndPreviews() {
        make("-o", folder.resolve("x-%d.png"), "-b", "3", "--grid", folder.resolve("sheet.png"));
        assertThat(ImageFile.read(folder.resolve("sheet.png")).width()).isEqualTo(2 * SmallModel.SIDE);
        make("-o", folder.resolve("y.png"), "--preview-every", "1", "--preview-path", folder.resolve("p-%d.png"));
        assertThat(folder.resolve("p-1.png")).exists();
        assertThat(folder.resolve("p-2.png"))
                .as("the last step is the picture itself")
                .doesNotExist();
    }

    @Test
    void thePictureTellsHowItWasMade() {
        make("-o", folder.resolve("x.png"), "-n", "aa", "--cfg-scale", "5", "--clip-skip", "1");
        Map<String, String> texts = PngText.read(folder.resolve("x.png"));
        assertThat(texts.get("parameters"))
                .startsWith(
                        "a\nNegative prompt: aa\nSteps: 2, Sampler: ddim, Schedule type: model, CFG scale: 5, Seed: 42,"
                                + " Size: 16x16, Model: model, Clip skip: 2");
        JsonNode info = Call.of("png-info", folder.resolve("x.png"), "--json").json();
        assertThat(info.get("source").asString()).isEqualTo("ldm4j");
        assertThat(info.get("parameters").get("negative_prompt").asString()).isEqualTo("aa");
    }

    @Test
    void adviceIsAWarning() {
        String words = "a ".repeat(80);
        Call call = Call.of(
                "txt2img",
                "-m",
                model,
                "-p",
                words,
                "--prompt-style",
                "diffusers",
                "--steps",
                1,
                "-W",
                24,
                "-H",
                24,
                "-o",
                folder.resolve("x.png"),
                "--json");
        assertThat(call.code()).isZero();
        List<String> warnings = call.json()
                .get("warnings")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("larger", "24x24");
        assertThat(warnings.get(1)).contains("82 tokens", "takes 77");
        assertThat(call.err()).contains("warning: " + warnings.get(0)).contains("warning: " + warnings.get(1));
    }

    private Call prompted(String prompt, Object... more) {
        Stream<Object> words = Stream.of("txt2img", "-m", model, "-p", prompt, "--steps", "2");
        Call call = Call.of(Stream.concat(words, Arrays.stream(more)).toArray());
        assertThat(call.code()).as(call.err()).isZero();
        return call;
    }

    @Test
    void promptStyleIsThatOfTheWebUiUnlessAskedOtherwise() throws IOException {
        for (String style : List.of("a1111", "diffusers")) {
            prompted("(a:1.5)", "--prompt-style", style, "-o", folder.resolve(style + ".png"));
        }
        prompted("(a:1.5)", "-o", folder.resolve("usual.png"));
        assertThat(bytes("usual.png")).isEqualTo(bytes("a1111.png")).isNotEqualTo(bytes("diffusers.png"));
        assertThat(PngText.read(folder.resolve("usual.png")).get("parameters"))
                .startsWith("(a:1.5)\n")
                .doesNotContain("Prompt style");
        assertThat(PngText.read(folder.resolve("diffusers.png")).get("parameters"))
                .contains("Prompt style: diffusers");
    }

    @Test
    void longPromptsAreTakenInChunksWithoutWarning() {
        Call call = prompted("a ".repeat(80), "-n", "aa", "-o", folder.resolve("x.png"), "--json");
        assertThat(call.json().get("warnings").toString()).doesNotContain("tokens");
    }

    @Test
    void aNumberAtTheEndOfAPromptIsWarnedOf() {
        Call call = prompted("a wall, 16:9", "-o", folder.resolve("x.png"), "--json");
        assertThat(call.json().get("warnings").toString()).contains("its weight", "9.0 times");
        assertThat(prompted("a :2 AND aa", "-o", folder.resolve("x.png"), "--json")
                        .json()
                        .get("warnings")
                        .toString())
                .doesNotContain("its weight");
    }

    @Test
    void aRandomSeedIsPrintedAndRepeats() throws IOException {
        Call call = Call.of("txt2img", "-m", model, "-p", "a", "--steps", 2, "-s", -1, "-o", folder.resolve("a.png"));
        String seed = call.err()
                .lines()
                .filter(line -> line.startsWith("seed "))
                .findFirst()
                .orElseThrow();
        make("-o", folder.resolve("b.png"), "-s", seed.substring("seed ".length()));
        assertThat(bytes("a.png")).isEqualTo(bytes("b.png"));
    }

    @Test
    void batchesDifferAtMostInTheLastBits() {
        make("-o", folder.resolve("a-%d.png"), "-b", "3", "--dtype", "fp32");
        make("-o", folder.resolve("b-%d.png"), "-b", "3", "--batch-size", "2", "--dtype", "fp32");
        for (int i = 0; i < 3; i++) {
            var one = ImageFile.read(folder.resolve("a-" + i + ".png"));
            var other = ImageFile.read(folder.resolve("b-" + i + ".png"));
            for (int x = 0; x < one.width(); x++) {
                assertThat(other.at(x, x, 0)).isBetween(one.at(x, x, 0) - 1, one.at(x, x, 0) + 1);
            }
        }
    }
}
