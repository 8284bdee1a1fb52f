package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ConvertCommandTest {
    private static final String UNET = "unet/diffusion_pytorch_model.safetensors";

    @TempDir
    static Path folder;

    static Path model;

    @BeforeAll
    static void writeModel() throws IOException {
        model = SmallModel.write(folder);
    }

    private static JsonNode convert(Object... arguments) {
        Call call = Call.of(arguments);
        assertThat(call.code()).as(call.err()).isZero();
        return call.json();
    }

    private static int[] picture(Path from, Path to) throws IOException {
        Call call = Call.of("txt2img", "-m", from, "-p", "aa a", "--steps", 2, "-o", to, "--dtype", "fp32", "--json");
        assertThat(call.code()).as(call.err()).isZero();
        BufferedImage image = ImageIO.read(to.toFile());
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    @Test
    void toOneFileAndBackGivesTheSameBytesAndPictures() throws IOException {
        Path file = folder.resolve("file.safetensors");
        Path again = folder.resolve("again");
        JsonNode json = convert("convert", "-m", model, "-o", file, "--to", "safetensors", "--json");
        assertThat(json.propertyNames()).containsExactly("model", "output", "to", "dtype", "bytes");
        assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(file));
        convert("convert", "-m", file, "-o", again, "--to", "folder", "--json");
        assertThat(again.resolve(UNET)).hasSameBinaryContentAs(model.resolve(UNET));
        assertThat(picture(file, folder.resolve("a.png"))).isEqualTo(picture(model, folder.resolve("b.png")));
    }

    @Test
    void theFormFollowsFromTheName() {
        Path file = folder.resolve("named.safetensors");
        JsonNode json = convert("convert", "-m", model, "-o", file, "--dtype", "fp16", "--json");
        assertThat(json.get("to").asString()).isEqualTo("safetensors");
        assertThat(Call.of("inspect", file, "--json")
                        .json()
                        .get("components")
                        .get("unet")
                        .get("dtype")
                        .asString())
                .isEqualTo("fp16");
    }

    @Test
    void refusals() {
        assertThat(Call.of("convert", "-m", model, "-o", model).code()).isEqualTo(5);
        assertThat(Call.of("convert", "-m", model, "-o", folder.resolve("x"), "--to", "gguf")
                        .code())
                .isEqualTo(2);
        assertThat(Call.of("convert", "-m", folder.resolve("none"), "-o", folder.resolve("x"))
                        .code())
                .isEqualTo(3);
        assertThat(Call.of("convert", "-m", model).code()).isEqualTo(2);
        assertThat(folder.resolve("x")).doesNotExist();
    }
}
