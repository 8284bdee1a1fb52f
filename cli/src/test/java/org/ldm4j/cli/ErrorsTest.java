package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ErrorsTest {
    @TempDir
    static Path folder;

    static Path model;

    @BeforeAll
    static void writeModel() throws IOException {
        model = SmallModel.write(folder);
    }

    /** A copy of the model that a test may damage. */
    private static Path copy(String name) throws IOException {
        Path target = folder.resolve(name);
        try (Stream<Path> files = Files.walk(model)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(model.relativize(file).toString()));
            }
        }
        return target;
    }

    private static Call txt2img(Path model, String... more) {
        Stream<Object> words =
                Stream.of("txt2img", "-m", model, "-p", "a", "--steps", "1", "-o", folder.resolve("x.png"));
        return Call.of(Stream.concat(words, Arrays.stream(more)).toArray());
    }

    /** One line that names what, expected, found and where, then at most one hint; nothing on stdout, no trace. */
    private static void assertOneLine(Call call, Exit exit, String... parts) {
        assertThat(call.code()).as(call.err()).isEqualTo(exit.code());
        List<String> lines = call.err().lines().toList();
        assertThat(lines).isNotEmpty().hasSizeLessThanOrEqualTo(2);
        assertThat(lines.get(0))
                .matches("error: .+: expected .+, found .+ \\(.+\\)")
                .contains(parts);
        assertThat(lines.stream().skip(1)).allMatch(line -> line.startsWith("hint: "));
        assertThat(call.out()).isEmpty();
    }

    @Test
    void aModelThatIsNotThere() {
        assertOneLine(txt2img(folder.resolve("nothing")), Exit.NOT_FOUND, "nothing");
    }

    @Test
    void aTruncatedFile() throws IOException {
        Path weights = copy("truncated").resolve("unet/diffusion_pytorch_model.safetensors");
        try (var file = new RandomAccessFile(weights.toFile(), "rw")) {
            file.setLength(file.length() - 4);
        }
        assertOneLine(txt2img(folder.resolve("truncated")), Exit.REFUSED, "diffusion_pytorch_model.safetensors");
    }

    @Test
    void aHeaderThatClaimsToBeHuge() throws IOException {
        Path weights = copy("hostile").resolve("vae/diffusion_pytorch_model.safetensors");
        byte[] header = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Long.MAX_VALUE)
                .put("{}".getBytes(StandardCharsets.UTF_8))
                .array();
        Files.write(weights, header);
        assertOneLine(txt2img(folder.resolve("hostile")), Exit.REFUSED, "vae");
    }

    @Test
    void aConfigurationThatContradictsTheWeights() throws IOException {
        Path config = copy("contradicting").resolve("unet/config.json");
        SmallModel.edit(config, text -> text.replaceFirst("(\"layers_per_block\"\\s*:\\s*)1", "$12"));
        assertOneLine(txt2img(folder.resolve("contradicting")), Exit.REFUSED, "unet");
    }

    @Test
    void aConfigurationThatIsNoJson() throws IOException {
        Files.writeString(copy("broken").resolve("model_index.json"), "{");
        assertOneLine(txt2img(folder.resolve("broken")), Exit.REFUSED, "model_index.json");
    }

    @Test
    void networksThatGiveNoNumbers() throws IOException {
        Path weights = copy("infinite").resolve("unet/diffusion_pytorch_model.safetensors");
        byte[] content = Files.readAllBytes(weights);
        int data = Math.toIntExact(
                8 + ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
        Arrays.fill(content, data, content.length, (byte) 0xFF); // a NaN in every type
        Files.write(weights, content);
        Path picture = folder.resolve("black.png");
        Call call = Call.of("txt2img", "-m", folder.resolve("infinite"), "-p", "a", "--steps", "2", "-o", picture);
        assertOneLine(call, Exit.REFUSED, "NaN");
        assertThat(picture).doesNotExist();
    }

    static Stream<List<String>> wrongOptions() {
        return Stream.of(
                List.of("width", "-W", "12"),
                List.of("--width", "-W", "0"),
                List.of("height", "-H", "-8"),
                List.of("--threads", "-t", "0"),
                List.of("--batch-count", "-b", "0"),
                List.of("batchSize", "--batch-size", "0"),
                List.of("--output", "-b", "2"),
                List.of("--prompt", "-p", "twice"),
                List.of("option", "--no-such-option"),
                List.of("arguments", "surplus"),
                List.of("--sampling-method", "--sampling-method", "no-such-sampler"),
                List.of("--scheduler", "--scheduler", "no-such-schedule"),
                List.of("--spacing", "--spacing", "wide"),
                List.of("eta", "--eta", "2"),
                List.of("sampler options", "--sigmas", "1,2"),
                List.of("--sigmas", "--sigmas", "one"),
                List.of("guidance", "--guidance-rescale", "2"),
                List.of("guidance", "--cfg-scale", "NaN"),
                List.of("--cfg-scale", "--cfg-scale", "much"),
                List.of("--prediction", "--prediction", "y"),
                List.of("--prompt-style", "--prompt-style", "poem"),
                List.of("prompt", "--from-file", "prompts.txt"),
                List.of("--seed-mode", "--seed-mode", "both"),
                List.of("--seed", "--seed", "red"),
                List.of("--dtype", "--dtype", "int8"),
                List.of("--device", "--device", "tpu"),
                List.of("--preview-every", "--preview-every", "0"));
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void aWrongOptionIsNamed(List<String> words) {
        List<String> options = words.subList(1, words.size());
        boolean explicit = options.contains("--sigmas");
        Stream<Object> start = Stream.of("txt2img", "-m", model, "-p", "a", "-o", folder.resolve("x.png"));
        Stream<Object> steps = explicit ? Stream.of() : Stream.of("--steps", "1");
        Call call = Call.of(
                Stream.of(start, steps, options.stream()).flatMap(each -> each).toArray());
        assertOneLine(call, Exit.USAGE, "error: " + words.get(0) + ":");
    }

    @Test
    void stepsMustBeAtLeastOne() {
        assertOneLine(Call.of("txt2img", "-m", model, "-p", "a", "--steps", "0"), Exit.USAGE, "steps", "found 0");
    }

    @Test
    void aPromptIsNeeded() {
        assertOneLine(Call.of("txt2img", "-m", model), Exit.USAGE, "--prompt", "--from-file");
    }

    @Test
    void commandsAreListed() {
        assertOneLine(Call.of("no-such-command"), Exit.USAGE, "txt2img", "no-such-command");
        assertOneLine(Call.of(), Exit.USAGE, "txt2img");
    }

    @Test
    void aDeviceThatIsNotThere() {
        assertOneLine(txt2img(model, "--device", "cuda:1"), Exit.MACHINE, "cuda:1");
    }

    @Test
    void anOutputBelowAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertOneLine(Call.of("txt2img", "-m", model, "-p", "a", "-o", file.resolve("x.png")), Exit.MACHINE, "file");
        assertOneLine(Call.of("txt2img", "-m", model, "-p", "a", "-o", file), Exit.MACHINE, "file");
    }

    @Test
    void aSheetThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("no-folder"), "");
        Path picture = folder.resolve("of-no-sheet.png");
        Call call = Call.of("txt2img", "-m", model, "-p", "a", "-o", picture, "--grid", file.resolve("sheet.png"));
        assertOneLine(call, Exit.MACHINE, "sheet.png");
        assertThat(picture).doesNotExist();
    }

    @Test
    void promptsThatAreNotThere() {
        Call call = Call.of("txt2img", "-m", model, "--from-file", folder.resolve("none.txt"), "-o", folder);
        assertOneLine(call, Exit.NOT_FOUND, "none.txt");
    }

    @Test
    void promptsInAnotherEncoding() throws IOException {
        Path file = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, '\n'});
        assertOneLine(Call.of("txt2img", "-m", model, "--from-file", file, "-o", folder), Exit.REFUSED, "UTF-8");
    }

    @Test
    void latentsOfAnotherShape() throws IOException {
        Path file = folder.resolve("latents.safetensors");
        txt2img(model, "-q", "--save-latents", file.toString());
        Call call = txt2img(model, "--initial-latents", file.toString(), "-W", "32");
        assertOneLine(call, Exit.USAGE, "first noise");
    }

    @Test
    void aTraceOnlyWhenAskedFor() {
        Call call = txt2img(folder.resolve("nothing"), "--debug");
        assertThat(call.code()).isEqualTo(Exit.NOT_FOUND.code());
        assertThat(call.err()).startsWith("error: ").contains("\tat org.ldm4j.");
    }
}
