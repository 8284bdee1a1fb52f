package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.golden.GoldenCase;
import org.ldm4j.golden.GoldenCases;
import org.ldm4j.image.ImageFile;
import tools.jackson.databind.JsonNode;

/** The commands make diffusers' pictures, each channel within the levels that the case allows. */
final class PicturesByCommandTest {
    private static final Set<String> KINDS = Set.of("img2img", "inpaint", "depth2img", "upscale", "add-on");
    private static final Map<String, String> OPTIONS = Map.of(
            "prompt", "-p",
            "negative_prompt", "-n",
            "num_inference_steps", "--steps",
            "guidance_scale", "--cfg-scale",
            "seed", "-s",
            "images", "-b",
            "strength", "--strength",
            "width", "-W",
            "height", "-H",
            "noise_level", "--noise-level");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> equalDiffusers() {
        return GoldenCases.ofKinds(KINDS, this::run);
    }

    /** The web UI's way to ask for a LoRA gives the same picture. */
    @TestFactory
    Stream<DynamicTest> tagsInPromptsEqualOptions() {
        return GoldenCases.ofKinds(Set.of("add-on"), golden -> {
            if (Files.exists(golden.folder().resolve("lora.safetensors"))) {
                JsonNode call = golden.json().path("call");
                Path model = withScheduler(golden.model(), golden.json().path("scheduler"));
                String tag = " <lora:lora:" + golden.json().path("multiplier").asString() + ">";
                Call made = Call.of(
                        "txt2img",
                        "-m",
                        model,
                        "-q",
                        "--dtype",
                        "fp32",
                        "-p",
                        call.path("prompt").asString() + tag,
                        "--lora-dir",
                        golden.folder(),
                        "--steps",
                        call.path("num_inference_steps").asInt(),
                        "-s",
                        call.path("seed").asInt(),
                        "-W",
                        call.path("width").asInt(),
                        "-H",
                        call.path("height").asInt(),
                        "-o",
                        folder.resolve("0.png"));
                assertThat(made.code()).as(made.err()).isZero();
                check(golden, call);
            }
        });
    }

    private void run(GoldenCase golden) throws IOException {
        JsonNode call = golden.json().path("call");
        Path model = withScheduler(golden.model(), golden.json().path("scheduler"));
        List<Object> words = new ArrayList<>(List.of(command(golden), "-m", model, "-q", "--dtype", "fp32"));
        words.addAll(List.of("--prompt-style", "diffusers", "-o", folder.resolve("%d.png")));
        OPTIONS.forEach((name, option) -> {
            if (call.path(name).isValueNode() && !call.path(name).isNull()) {
                words.addAll(List.of(option, call.path(name).asString()));
            }
        });
        if (call.path("generator").asString().equals("one")) {
            words.addAll(List.of("--seed-mode", "single"));
        }
        words.addAll(files(golden));
        words.addAll(embedding(golden));
        Call made = Call.of(words.toArray());
        assertThat(made.code()).as(made.err()).isZero();
        check(golden, call);
    }

    private static String command(GoldenCase golden) {
        return golden.kind().equals("add-on") ? "txt2img" : golden.kind();
    }

    /** The options for the files that a case has. */
    private static List<Object> files(GoldenCase golden) {
        String weight = golden.json().path("multiplier").asString("1");
        Map<String, String> options = Map.of(
                "input.png", "-i",
                "mask.png", "--mask",
                "inputs.safetensors", "--depth",
                "lora.safetensors", "--lora");
        return options.entrySet().stream()
                .filter(entry -> Files.exists(golden.folder().resolve(entry.getKey())))
                .flatMap(entry -> {
                    String file = golden.folder().resolve(entry.getKey()).toString();
                    return Stream.<Object>of(
                            entry.getValue(), file + (file.endsWith("lora.safetensors") ? ":" + weight : ""));
                })
                .toList();
    }

    /** A word is named by its file where that does not tell it. */
    private List<Object> embedding(GoldenCase golden) throws IOException {
        Path file = golden.folder().resolve("embedding.safetensors");
        String word = golden.json().path("token").asString("");
        return Files.exists(file)
                ? List.of("--embedding", Files.copy(file, folder.resolve(word + ".safetensors")))
                : List.of();
    }

    private void check(GoldenCase golden, JsonNode call) {
        int pictures = call.path("images").asInt(1);
        boolean drawnOnce = Set.of("inpaint", "upscale").contains(golden.kind())
                && call.path("generator").asString().equals("list"); // there a batch of diffusers is not its pictures
        for (int i = 0; i < (drawnOnce ? 1 : pictures); i++) {
            String expected = pictures == 1 ? "expected.png" : "expected_" + i + ".png";
            golden.checkPicture(
                    expected, ImageFile.read(folder.resolve(i + ".png")).toImage());
        }
    }

    /** A copy of the model with the case's sampling configuration in place of its own. */
    private Path withScheduler(Path model, JsonNode scheduler) throws IOException {
        Path copy = Files.createTempDirectory(folder, "model");
        try (Stream<Path> files = Files.walk(model)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(model.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
        Files.writeString(copy.resolve("scheduler/scheduler_config.json"), scheduler.toString());
        return copy;
    }
}
