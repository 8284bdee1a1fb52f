package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PngFile;
import org.ldm4j.image.PngText;

/** A picture made again from what its file tells is the picture that the same options make. */
final class FromImageTest {
    private static final String A1111 = "a <b>, aa\nNegative prompt: aa\n";

    @TempDir
    static Path shared;

    static Path model;

    @TempDir
    Path folder;

    @BeforeAll
    static void writeModel() throws IOException {
        model = SmallModel.write(shared);
    }

    private Bitmap make(String command, Object... more) {
        Path output = folder.resolve("out.png");
        Stream<Object> words = Stream.of(command, "-m", model, "-q", "-o", output);
        Call call = Call.of(Stream.concat(words, Arrays.stream(more)).toArray());
        assertThat(call.code()).as(call.err()).isZero();
        return ImageFile.read(output);
    }

    private Path picture(String keyword, String text) {
        Path file = folder.resolve("told.png");
        PngFile.write(file, Bitmap.of(1, 1, 1, new byte[1]), Map.of(keyword, text));
        return file;
    }

    private Call refused(Path picture, Object... more) {
        Stream<Object> words =
                Stream.of("txt2img", "-m", model, "--from-image", picture, "-o", folder.resolve("no.png"));
        Call call = Call.of(Stream.concat(words, Arrays.stream(more)).toArray());
        assertThat(folder.resolve("no.png")).doesNotExist();
        assertThat(call.err().lines().findFirst().orElse("")).matches("error: .+: expected .+, found .+ \\(.+\\)");
        return call;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--cfg-scale 3 --steps 2 -s 5",
                "--sampling-method euler_a --scheduler karras -s 18446744073",
                "--clip-skip 1 --guidance-rescale 0.5 -W 24",
                "--sampling-method ddim --eta 0.5 --spacing trailing",
                "--timesteps 801,401,1",
                "--sampling-method euler --sigmas 10,3.5,1,0",
                "--prediction v --zero-terminal-snr --sampling-method ddim",
                "--prompt-style diffusers --dtype fp32",
                "--dtype bf16 --seed-mode single",
                "--hires-scale 1.5 --hires-strength 0.6 --hires-steps 4",
                "--hires-scale 2 --hires-mode picture",
            })
    void ourOwn(String options) throws IOException {
        boolean counted = Stream.of(" --steps", "--sigmas", "--timesteps").anyMatch((" " + options)::contains);
        Stream<Object> usual = Stream.of("-p", "a (aa:1.2), a", "-n", "aa");
        Stream<Object> steps = counted ? Stream.of() : Stream.of("--steps", "3");
        Stream<Object> all =
                Stream.of(usual, Arrays.stream(options.split(" ")), steps).flatMap(each -> each);
        Bitmap first = make("txt2img", all.toArray());
        byte[] bytes = Files.readAllBytes(folder.resolve("out.png"));
        Path kept = Files.move(folder.resolve("out.png"), folder.resolve("kept.png"));
        assertThat(make("txt2img", "--from-image", kept)).isEqualTo(first);
        assertThat(Files.readAllBytes(folder.resolve("out.png")))
                .as("its text tells the same")
                .isEqualTo(bytes);
    }

    @Test
    void ourOwnFromAnotherPicture() throws IOException {
        Path input = folder.resolve("input.png");
        PngFile.write(input, SmallModel.picture(16, 24));
        Bitmap first = make("img2img", "-i", input, "-p", "a", "--strength", "0.6", "--steps", "5", "-n", "aa");
        Path kept = Files.move(folder.resolve("out.png"), folder.resolve("kept.png"));
        assertThat(make("img2img", "-i", input, "--from-image", kept)).isEqualTo(first);
        Call fromNoise =
                Call.of("txt2img", "-m", model, "--from-image", kept, "-o", folder.resolve("noise.png"), "--steps", 1);
        assertThat(fromNoise.code()).isZero();
        assertThat(fromNoise.err()).contains("warning: made from another picture with strength 0.6");
    }

    @Test
    void optionsOfTheCommandLineComeFirst() {
        make("txt2img", "-p", "a", "--steps", "2", "-s", "7", "--cfg-scale", "3");
        Path kept = folder.resolve("out.png");
        Bitmap other = make("txt2img", "--from-image", kept, "-p", "aa", "-s", "8", "--cfg-scale", "2", "--steps", "1");
        Map<String, String> texts = PngText.read(kept);
        assertThat(texts.get("parameters")).startsWith("aa\nSteps: 1,").contains("CFG scale: 2", "Seed: 8");
        assertThat(make("txt2img", "-p", "aa", "-s", "8", "--cfg-scale", "2", "--steps", "1"))
                .isEqualTo(other);
    }

    @Test
    void theWebUis() {
        Path told = picture(
                "parameters",
                A1111 + "Steps: 3, Sampler: DPM++ 2M Karras, CFG scale: 4, Seed: 4294967295, Size: 24x16,"
                        + " Model hash: 00ff, Model: other, Clip skip: 2, Version: v1.6.0");
        assertThat(make("txt2img", "--from-image", told))
                .isEqualTo(make(
                        "txt2img",
                        "-p",
                        "a <b>, aa",
                        "-n",
                        "aa",
                        "--steps",
                        "3",
                        "--sampling-method",
                        "dpm++2m",
                        "--scheduler",
                        "karras",
                        "--cfg-scale",
                        "4",
                        "-s",
                        "4294967295",
                        "-W",
                        "24",
                        "-H",
                        "16",
                        "--clip-skip",
                        "1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DPM++ 2M=karras", "Euler=model", "DPM++ 2M SDE=exponential", "DPM2 a=karras"})
    void theWebUisAutomaticSchedule(String both) {
        String sampler = both.split("=")[0];
        String schedule = both.split("=")[1];
        Path told = picture(
                "parameters",
                "a\nSteps: 3, Sampler: " + sampler + ", Schedule type: Automatic, CFG scale: 1, Seed: 1, Size: 16x16");
        assertThat(make("txt2img", "--from-image", told))
                .isEqualTo(make(
                        "txt2img",
                        "-p",
                        "a",
                        "--steps",
                        "3",
                        "--sampling-method",
                        sampler,
                        "--scheduler",
                        schedule,
                        "--cfg-scale",
                        "1",
                        "-s",
                        "1"));
    }

    @Test
    void theWebUisSecondPass() {
        String usual = "a\nSteps: 4, Sampler: Euler a, Schedule type: Karras, CFG scale: 2, Seed: 1, Size: 16x16,"
                + " Denoising strength: 0.5, ";
        Bitmap explicit = make(
                "txt2img",
                "-p",
                "a",
                "--steps",
                "4",
                "--sampling-method",
                "euler_a",
                "--scheduler",
                "karras",
                "--cfg-scale",
                "2",
                "-s",
                "1",
                "--hires-scale",
                "2",
                "--hires-steps",
                "6",
                "--hires-strength",
                "0.5",
                "--hires-mode",
                "picture");
        assertThat(explicit.width()).isEqualTo(32);
        Path told = picture("parameters", usual + "Hires upscale: 2, Hires steps: 6, Hires upscaler: Lanczos");
        assertThat(make("txt2img", "--from-image", told)).isEqualTo(explicit);
        told = picture("parameters", usual + "Hires resize: 32x32, Hires steps: 6, Hires upscaler: Lanczos");
        assertThat(make("txt2img", "--from-image", told)).isEqualTo(explicit);
        told = picture("parameters", usual + "Hires upscale: 2, Hires upscaler: Latent (nearest)");
        assertThat(make("txt2img", "--from-image", told)).isNotEqualTo(explicit);
        assertThat(PngText.read(folder.resolve("out.png")).get("parameters")).contains("Hires upscaler: Latent,");
    }

    @Test
    void whatIsNotRepeatedIsTold() {
        Path told = picture(
                "parameters",
                "a\nSteps: 1, Sampler: Euler, CFG scale: 2, Seed: 1, Size: 16x16, Face restoration: GFPGAN, Version: 1,"
                        + " ENSD: 31337");
        Call call = Call.of("txt2img", "-m", model, "--from-image", told, "-o", folder.resolve("x.png"), "--json");
        assertThat(call.json().get("warnings").get(0).asString())
                .startsWith("not repeated: Face restoration, ENSD (")
                .doesNotContain("Version");
    }

    @Test
    void comfys() {
        Path told = picture(
                "prompt",
                "{\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":18446744073709551615,\"steps\":3,\"cfg\":3,"
                        + "\"sampler_name\":\"dpmpp_2m_sde_gpu\",\"scheduler\":\"karras\",\"denoise\":1,\"model\":[\"4\",0],"
                        + "\"positive\":[\"6\",0],\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]}},"
                        + "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"x.ckpt\"}},"
                        + "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":16,\"height\":24}},"
                        + "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"aa\"}},"
                        + "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a\"}}}");
        Bitmap made = make("txt2img", "--from-image", told);
        assertThat(make(
                        "txt2img",
                        "--from-image",
                        told,
                        "-p",
                        "aa",
                        "-n",
                        "a",
                        "--steps",
                        "3",
                        "--sampling-method",
                        "dpm++2m_sde",
                        "--scheduler",
                        "karras",
                        "--cfg-scale",
                        "3",
                        "-W",
                        "16",
                        "-H",
                        "24"))
                .isEqualTo(made);
        assertThat(make("txt2img", "--from-image", told, "-s", "1")).isNotEqualTo(made);
    }

    @Test
    void invokes() {
        Path told = picture(
                "invokeai_metadata",
                "{\"positive_prompt\":\"aa\",\"negative_prompt\":\"a\",\"width\":24,\"height\":16,\"seed\":9,\"steps\":3,"
                        + "\"cfg_scale\":2.5,\"scheduler\":\"heun_k\",\"clip_skip\":1,\"cfg_rescale_multiplier\":0.3}");
        assertThat(make("txt2img", "--from-image", told))
                .isEqualTo(make(
                        "txt2img",
                        "-p",
                        "aa",
                        "-n",
                        "a",
                        "--steps",
                        "3",
                        "--sampling-method",
                        "heun",
                        "--scheduler",
                        "karras",
                        "--cfg-scale",
                        "2.5",
                        "-s",
                        "9",
                        "-W",
                        "24",
                        "-H",
                        "16",
                        "--clip-skip",
                        "1",
                        "--guidance-rescale",
                        "0.3"));
    }

    @Test
    void aSamplerThatIsNotOurs() {
        Path told = picture("parameters", "a\nSteps: 1, Sampler: Restart, CFG scale: 1, Seed: 1, Size: 16x16");
        Call call = refused(told);
        assertThat(call.code()).isEqualTo(Exit.REFUSED.code());
        assertThat(call.err()).contains("Sampler", "found Restart", "hint: give --sampling-method");
        make("txt2img", "--from-image", told, "--sampling-method", "euler");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Steps", "Sampler", "CFG scale", "Seed", "Size"})
    void aSettingThatIsMissing(String name) {
        String settings = "Steps: 1, Sampler: Euler, CFG scale: 1, Seed: 1, Size: 16x16".replaceFirst(name, "Version");
        Call call = refused(picture("parameters", "a\n" + settings));
        assertThat(call.code()).isEqualTo(Exit.REFUSED.code());
        assertThat(call.err()).contains("expected " + name + " in the text", "hint: give --");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Steps: x", "CFG scale: high", "Seed: 1e", "Size: 16", "Schedule type: odd", "Clip skip: ?"})
    void aSettingThatMakesNoSense(String setting) {
        Path told =
                picture("parameters", "a\nSteps: 1, Sampler: Euler, CFG scale: 1, Seed: 1, Size: 16x16, " + setting);
        Call call = refused(told);
        assertThat(call.code()).isEqualTo(Exit.REFUSED.code());
        assertThat(call.err()).contains("error: " + setting.substring(0, setting.indexOf(':')) + ": expected ");
    }

    @Test
    void noPictureOrNoText() throws IOException {
        assertThat(refused(folder.resolve("none.png")).code()).isEqualTo(Exit.NOT_FOUND.code());
        Path bare = folder.resolve("bare.png");
        PngFile.write(bare, Bitmap.of(1, 1, 1, new byte[1]));
        assertThat(refused(bare).code()).isEqualTo(Exit.REFUSED.code());
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        assertThat(refused(text).code()).isEqualTo(Exit.REFUSED.code());
    }
}
