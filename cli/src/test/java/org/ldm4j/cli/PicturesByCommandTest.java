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
    private static final Set<String> KINDS = Set.of("img2img", "inpaint", "depth2img", "upscale");
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

    private void run(GoldenCase golden) throws IOException {
        JsonNode call = golden.json().path("call");
        Path model = withScheduler(golden.model(), golden.json().path("scheduler"));
        List<Object> words = new ArrayList<>(List.of(golden.kind(), "-m", model, "-q", "--dtype", "fp32"));
        words.addAll(List.of("--prompt-style", "diffusers", "-o", folder.resolve("%d.png")));
        words.addAll(List.of("-i", golden.folder().resolve("input.png")));
        OPTIONS.forEach((name, option) -> {
            if (call.path(name).isValueNode() && !call.path(name).isNull()) {
                words.addAll(List.of(option, call.path(name).asString()));
            }
        });
        if (call.path("generator").asString().equals("one")) {
            words.addAll(List.of("--seed-mode", "single"));
        }
        words.addAll(pictures(golden));
        Call made = Call.of(words.toArray());
        assertThat(made.code()).as(made.err()).isZero();
        check(golden, call);
    }

    private static List<Object> pictures(GoldenCase golden) {
        return switch (golden.kind()) {
            case "inpaint" -> List.of("--no-keep-outside", "--mask", golden.folder().resolve("mask.png"));
            case "depth2img" -> List.of("--depth", golden.folder().resolve("inputs.safetensors"));
            default -> List.of();
        };
    }

    private void check(GoldenCase golden, JsonNode call) {
        int pictures = call.path("images").asInt();
        boolean drawnOnce = Set.of("inpaint", "upscale").contains(golden.kind())
                && call.path("generator").asString().equals("list"); // there a batch of diffusers is not its pictures
        for (int i = 0; i < (drawnOnce ? 1 : pictures); i++) {
            String expected = pictures == 1 ? "expected.png" : "expected_" + i + ".png";
            golden.checkPicture(expected, ImageFile.read(folder.resolve(i + ".png")).toImage());
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
