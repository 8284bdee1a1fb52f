package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.image.Bitmap;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PngFile;
import tools.jackson.databind.JsonNode;

/** The commands that make pictures with the paper's models. */
final class PaperCommandsTest {
    @TempDir
    Path folder;

    private Bitmap make(Object... arguments) {
        Path output = folder.resolve("made.png");
        Object[] all = Stream.concat(
                        Arrays.stream(arguments), Stream.of("-o", output, "--steps", 2, "--dtype", "fp32", "--json"))
                .toArray();
        Call call = Call.of(all);
        assertThat(call.code()).as(call.err()).isZero();
        JsonNode image = call.json().get("images").get(0);
        Bitmap bitmap = ImageFile.read(output);
        assertThat(image.get("width").asInt()).isEqualTo(bitmap.width());
        return bitmap;
    }

    /** The final latents, which differ where pictures of a small codebook do not. */
    private byte[] latents(Object... arguments) throws IOException {
        Path file = folder.resolve("latents.safetensors");
        make(Stream.concat(Arrays.stream(arguments), Stream.of("--save-latents", file))
                .toArray());
        return Files.readAllBytes(file);
    }

    private Path picture(String name, int side, int channels, int value) throws IOException {
        byte[] values = new byte[side * side * channels];
        Arrays.fill(values, (byte) value);
        for (int i = 0; i < values.length / 2; i++) {
            values[i] = (byte) (value / 2);
        }
        Path file = folder.resolve(name);
        PngFile.write(file, Bitmap.of(side, side, channels, values), java.util.Map.of());
        return file;
    }

    @Test
    void sampleMakesPicturesFromNothing() throws IOException {
        Path model = SmallPaperModel.unconditional(folder);
        Bitmap first = make("sample", "-m", model);
        assertThat(first.width() + "x" + first.height()).isEqualTo("16x16");
        assertThat(make("sample", "-m", model)).isEqualTo(first);
        assertThat(make("sample", "-m", model, "-s", 7)).isNotEqualTo(first);
        assertThat(make("sample", "-m", model, "-W", 24, "-H", 16).width()).isEqualTo(24);
    }

    @Test
    void class2imgTakesANumberOrAName() throws IOException {
        Path model = SmallPaperModel.classes(folder);
        Files.write(folder.resolve("classes.txt"), List.of("ant", "bee", "cat", "dog"));
        Bitmap two = make("class2img", "-m", model, "--class", 2);
        assertThat(make("class2img", "-m", model, "--class", "Cat")).isEqualTo(two);
        assertThat(make("class2img", "-m", model, "--class", "bee")).isNotEqualTo(two);
        assertThat(make("class2img", "-m", model, "--class", 2, "--cfg-scale", 1))
                .isNotEqualTo(two); // 3 is usual
        Call unknown = Call.of("class2img", "-m", model, "--class", "eel");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("a number, or a name in").contains("found eel");
        assertThat(Call.of("class2img", "-m", model, "--class", 5, "-o", folder.resolve("x.png"))
                        .code())
                .isEqualTo(2);
    }

    @Test
    void layout2imgTakesBoxes() throws IOException {
        Path model = SmallPaperModel.layout(folder);
        Path layout = folder.resolve("layout.json");
        Files.writeString(layout, "[{\"class\": 3, \"box\": [0.1, 0.2, 0.5, 0.5], \"group\": true}]");
        byte[] latents = latents("layout2img", "-m", model, "--layout", layout);
        assertThat(latents("layout2img", "-m", model, "--layout", layout)).isEqualTo(latents);
        Files.writeString(layout, "{\"boxes\": [{\"class\": 3, \"box\": [0.6, 0.2, 0.3, 0.5]}]}");
        assertThat(latents("layout2img", "-m", model, "--layout", layout)).isNotEqualTo(latents);
        Files.writeString(layout, "[{\"class\": 3, \"box\": [0.6, 0.2, 3, 0.5]}]");
        Call outside = Call.of("layout2img", "-m", model, "--layout", layout);
        assertThat(outside.code()).isEqualTo(4);
        assertThat(outside.err()).contains("box: expected [x, y, width, height] from 0 to 1");
        Files.writeString(layout, "[{");
        assertThat(Call.of("layout2img", "-m", model, "--layout", layout).code())
                .isEqualTo(4);
        assertThat(Call.of("layout2img", "-m", model, "--layout", folder.resolve("no.json"))
                        .code())
                .isEqualTo(3);
    }

    @Test
    void semanticTakesAMap() throws IOException {
        Path model = SmallPaperModel.semantic(folder);
        Bitmap made = make("semantic", "-m", model, "--map", picture("map.png", 16, 1, 2));
        assertThat(made.width()).isEqualTo(16);
        assertThat(make("semantic", "-m", model, "--map", picture("other.png", 16, 1, 3)))
                .isNotEqualTo(made);
        Call strange = Call.of(
                "semantic", "-m", model, "--map", picture("high.png", 16, 1, 200), "-o", folder.resolve("x.png"));
        assertThat(strange.code()).isEqualTo(2);
        assertThat(strange.err()).contains("have values from 0 to 3");
    }

    @Test
    void upscaleTakesASmallPicture() throws IOException {
        Path model = SmallPaperModel.superResolution(folder);
        assertThat(make("upscale", "-m", model, "-i", picture("small.png", 12, 3, 90))
                        .width())
                .isEqualTo(24);
    }

    @Test
    void inpaintNeedsNoWordsAndKeepsWhatIsOutside() throws IOException {
        Path picture = picture("photo.png", 16, 3, 90), mask = picture("mask.png", 16, 1, 255);
        Bitmap own = ImageFile.read(picture);
        for (Path model : List.of(SmallPaperModel.inpainting(folder), SmallPaperModel.unconditional(folder))) {
            Bitmap made = make("inpaint", "-m", model, "-i", picture, "--mask", mask);
            assertThat(made).isNotEqualTo(own);
            assertThat(made.cropped(0, 0, 16, 8)).isEqualTo(own.cropped(0, 0, 16, 8)); // half white is not enough there
        }
    }

    @Test
    void txt2imgTakesWordsWhereTheVocabularyLiesBeside() throws IOException {
        Path model = SmallPaperModel.text(folder);
        Call without = Call.of("txt2img", "-m", model, "-p", "a cat", "-o", folder.resolve("x.png"));
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err()).contains("expected vocab.txt of bert-base-uncased beside the model");
        Files.write(folder.resolve("vocab.txt"), List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "cat", "dog"));
        Bitmap cat = make("txt2img", "-m", model, "-p", "a cat");
        assertThat(make("txt2img", "-m", model, "-p", "a dog")).isNotEqualTo(cat);
        Call lora = Call.of("txt2img", "-m", model, "-p", "a cat", "--lora", "x", "-o", folder.resolve("x.png"));
        assertThat(lora.code()).isEqualTo(2);
        assertThat(lora.err()).contains("expected one of Stable Diffusion");
    }

    @Test
    void aModelOfAnotherKindIsRefused() throws IOException {
        Call call = Call.of("class2img", "-m", SmallPaperModel.unconditional(folder), "--class", 1);
        assertThat(call.code()).isEqualTo(4);
        assertThat(call.err()).contains("expected one that makes pictures from a class, found pictures from anything");
    }
}
