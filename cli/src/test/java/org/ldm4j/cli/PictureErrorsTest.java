package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.image.PngFile;

/** What goes wrong with pictures, files and numbers ends in one line, and leaves nothing behind. */
final class PictureErrorsTest {
    @TempDir
    static Path folder;

    static Path model;

    @BeforeAll
    static void write() throws IOException {
        model = SmallModel.write(folder);
        PngFile.write(folder.resolve("in.png"), SmallModel.picture(24, 16));
        PngFile.write(folder.resolve("mask.png"), SmallModel.picture(24, 16));
        PngFile.write(folder.resolve("half.png"), SmallModel.picture(12, 8));
        PngFile.write(folder.resolve("tall.png"), SmallModel.picture(8, 64));
        PngFile.write(folder.resolve("tiny.png"), SmallModel.picture(1, 1));
        byte[] whole = Files.readAllBytes(folder.resolve("in.png"));
        Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(folder.resolve("text.png"), "no picture");
        Files.writeString(folder.resolve("text.safetensors"), "no tensors");
        Files.createDirectories(folder.resolve("loras"));
    }

    /** Words of a command line; {@code @name} is a file of the test's folder. */
    private static Call call(String line) throws IOException {
        Path output = folder.resolve("out.png");
        Stream<Object> words = Arrays.stream(line.split(" "))
                .map(word -> word.startsWith("@") ? folder.resolve(word.substring(1)) : word.replace('_', ' '));
        Stream<Object> usual = Stream.of("-m", model, "-p", "a", "-o", output);
        Object[] all = (line.contains(" -m ") || line.contains(" -p ") || line.contains(" -o "))
                ? words.toArray()
                : Stream.concat(words, usual).toArray();
        Call call = Call.of(all);
        assertThat(Files.deleteIfExists(output))
                .as("a picture was written: " + call.err())
                .isFalse();
        return call;
    }

    /** One line that names what, expected, found and where, then at most one hint; nothing on stdout, no trace. */
    private static void assertOneLine(Call call, int code, String... parts) {
        assertThat(call.code()).as(call.err()).isEqualTo(code);
        List<String> lines = call.err().lines().toList();
        assertThat(lines).isNotEmpty().hasSizeLessThanOrEqualTo(2);
        assertThat(lines.get(0))
                .matches("error: .+: expected .+, found .+ \\(.+\\)")
                .contains(parts);
        assertThat(lines.stream().skip(1)).allMatch(each -> each.startsWith("hint: "));
        assertThat(call.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "img2img| --init-img",
                "img2img -i @in.png --strength 0| strength",
                "img2img -i @in.png --strength 1.1| strength",
                "img2img -i @in.png --strength NaN| strength",
                "img2img -i @in.png --strength -Infinity| strength",
                "img2img -i @in.png --strength 1e308| strength",
                "img2img -i @in.png --strength 0.01 --steps 5| strength",
                "img2img -i @in.png --strength much| --strength",
                "img2img -i @in.png -W 12| width",
                "img2img -i @in.png -H 100000| height",
                "img2img -i @in.png --steps 0| steps",
                "img2img -i @in.png --steps 100000| steps",
                "img2img -i @in.png -b 0| --batch-count",
                "img2img -i @in.png --batch-size 0| batchSize",
                "img2img -i @in.png --cfg-scale 1e308| guidance",
                "img2img -i @in.png --cfg-scale Infinity| guidance",
                "img2img -i @in.png --eta NaN| eta",
                "img2img -i @in.png --guidance-rescale NaN| guidance",
                "img2img -i @in.png --clip-skip -1| clipSkip",
                "img2img -i @in.png --sigmas NaN| sampler options",
                "img2img -i @tiny.png| picture",
                "inpaint -i @in.png| mask",
                "inpaint -i @in.png --mask @mask.png --extend 8,8,8,8| mask",
                "inpaint -i @in.png --extend 8,8,8| --extend",
                "inpaint -i @in.png --extend -8,8,8,8| --extend",
                "inpaint -i @in.png --extend 99999,99999,99999,99999| width of the extended picture",
                "inpaint -i @in.png --extend 0,0,0,0| extension",
                "inpaint -i @in.png --mask @tall.png| mask",
                "depth2img -i @in.png| --depth",
                "txt2img --hires-scale 1| scale",
                "txt2img --hires-scale NaN| scale",
                "txt2img --hires-scale 1e308| scale",
                "txt2img --hires-mode latent| --hires-scale",
                "txt2img --hires-scale 2 --hires-mode both| --hires-mode",
                "txt2img --hires-scale 2 --hires-strength 0| strength",
                "txt2img --hires-scale 2 --hires-steps 0| --hires-steps",
                "txt2img --lora @x:much| --lora",
                "txt2img --lora @x:NaN| --lora",
                "txt2img --cfg-scale -1e308| guidance",
                "upscale -i @in.png --noise-level -1| noiseLevel",
            })
    void aValueThatCannotBe(String line, String named) throws IOException {
        assertOneLine(call(line), Exit.USAGE.code(), "error: " + named);
    }

    @ParameterizedTest
    @CsvSource({
        "img2img -i @none.png, none.png",
        "inpaint -i @in.png --mask @none.png, none.png",
        "depth2img -i @in.png --depth @none.png, none.png",
        "upscale -i @none.png, none.png",
        "txt2img --lora @none.safetensors, none.safetensors",
        "txt2img --embedding @none.pt, none.pt",
        "txt2img --vae @none, none",
        "txt2img --taesd @none, none",
        "txt2img -m sd15 -p a, sd15",
        "txt2img -m @nothing -p a, nothing",
        "txt2img -m @model -p <lora:ink:1>, <lora:ink>",
        "txt2img -m @model -p <lora:ink:1> --lora-dir @loras, <lora:ink>",
        "txt2img -m @model -p <lora:../model/unet:1> --lora-dir @loras, <lora:../model/unet>",
        "txt2img --from-image @none.png, none.png",
    })
    void aFileThatIsNotThere(String line, String named) throws IOException {
        assertOneLine(call(line), Exit.NOT_FOUND.code(), named);
    }

    @ParameterizedTest
    @CsvSource({
        "img2img -i @cut.png, cut.png",
        "img2img -i @text.png, text.png",
        "inpaint -i @in.png --mask @cut.png, cut.png",
        "depth2img -i @in.png --depth @cut.png, cut.png",
        "depth2img -i @in.png --depth @text.safetensors, text.safetensors",
        "upscale -i @cut.png, cut.png",
        "upscale -i @in.png, model",
        "depth2img -i @in.png --depth @mask.png, model",
        "txt2img --lora @text.safetensors, text.safetensors",
        "txt2img --embedding @text.safetensors, text.safetensors",
        "txt2img --vae @text.safetensors, text.safetensors",
        "txt2img --taesd @text.safetensors, text.safetensors",
    })
    void aFileThatIsNoGood(String line, String named) throws IOException {
        assertOneLine(call(line), Exit.REFUSED.code(), named);
    }

    @Test
    void aPresetIsExplained() throws IOException {
        assertThat(call("txt2img -m sd21 -p a").err())
                .contains("the name of a preset", "hint: ", "inspect --preset sd21");
    }

    /** As the reference does; only proportions that are another picture's are refused. */
    @Test
    void aMaskOfAnotherSizeIsResized() {
        Path output = folder.resolve("resized.png");
        Call call = Call.of(
                "inpaint",
                "-m",
                model,
                "-p",
                "a",
                "-i",
                folder.resolve("in.png"),
                "--mask",
                folder.resolve("half.png"),
                "--steps",
                1,
                "-q",
                "-o",
                output);
        assertThat(call.code()).as(call.err()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o", "--grid", "--save-latents", "--preview-path"})
    void aPlaceThatCannotBeWrittenTo(String option) throws IOException {
        Path file = folder.resolve("plain-file");
        Files.writeString(file, "");
        Stream<Object> usual = option.equals("-o") ? Stream.of() : Stream.of("-o", folder.resolve("unwritten.png"));
        Stream<Object> words = Stream.of(
                "img2img", "-m", model, "-p", "a", "-i", folder.resolve("in.png"), option, file.resolve("x.png"));
        assertOneLine(Call.of(Stream.concat(words, usual).toArray()), Exit.MACHINE.code(), "output");
        assertThat(folder.resolve("unwritten.png")).doesNotExist();
    }

    @Test
    void theInputIsNotReplacedByAFolder() {
        Call call = Call.of("txt2img", "-m", model, "-p", "a", "-o", "/dev/full/x.png", "--steps", 1);
        assertOneLine(call, Exit.MACHINE.code(), "/dev/full");
    }

    /** A small file system in memory, which only root can mount. */
    @Test
    void aDiskThatIsFull() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk.toString()));
        try {
            Call call = Call.of(
                    "txt2img",
                    "-m",
                    model,
                    "-p",
                    "a",
                    "--steps",
                    1,
                    "-q",
                    "-W",
                    128,
                    "-H",
                    128,
                    "-o",
                    disk.resolve("x.png"));
            assertOneLine(call, Exit.MACHINE.code(), "x.png");
            try (Stream<Path> left = Files.list(disk)) {
                assertThat(left).isEmpty();
            }
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }
}
