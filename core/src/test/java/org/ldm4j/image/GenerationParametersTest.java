package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ldm4j.image.GenerationParameters.Setting;

class GenerationParametersTest {
    private static Map<String, String> settings(String... namesAndValues) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }

    private static final Map<String, String> USUAL = settings(
            Setting.STEPS, "20", Setting.SAMPLER, "Euler a", Setting.CFG_SCALE, "7.5", Setting.SIZE, "512x768");

    @Test
    void textIsTheWebUis() {
        GenerationParameters parameters = new GenerationParameters("a cat, (red:1.2)", "blurry", USUAL);
        assertThat(A1111Text.write(parameters))
                .isEqualTo("a cat, (red:1.2)\nNegative prompt: blurry\n"
                        + "Steps: 20, Sampler: Euler a, CFG scale: 7.5, Size: 512x768");
        assertThat(A1111Text.read(A1111Text.write(parameters))).isEqualTo(parameters);
    }

    @Test
    void emptyNegativePromptHasNoLine() {
        GenerationParameters parameters = new GenerationParameters("a cat", "", USUAL);
        assertThat(A1111Text.write(parameters)).startsWith("a cat\nSteps: 20").doesNotContain("Negative");
        assertThat(A1111Text.read(A1111Text.write(parameters))).isEqualTo(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a, b", "a: b", "a\nb", "<lora:x:0.8>, \"quoted\" \\ back", "caf\u00e9: \u732b"})
    void valuesWithCommasColonsAndBreaksAreQuoted(String value) {
        Map<String, String> settings = new LinkedHashMap<>(USUAL);
        settings.put("Lora hashes", value);
        settings.put(Setting.VERSION, "1");
        GenerationParameters parameters = new GenerationParameters("p", "n", settings);
        assertThat(A1111Text.write(parameters)).contains("Lora hashes: \"").doesNotContain("\\u");
        assertThat(A1111Text.read(A1111Text.write(parameters))).isEqualTo(parameters);
    }

    @Test
    void promptsMayHaveSeveralLines() {
        GenerationParameters read = A1111Text.read("first\n"
                + "  second  \n\n"
                + "fourth\n"
                + "Negative prompt: bad\n"
                + "worse\n"
                + "Steps: 1, Seed: 2, Size: 8x8, Model hash: 00ff");
        assertThat(read.prompt()).isEqualTo("first\nsecond\n\nfourth");
        assertThat(read.negativePrompt()).isEqualTo("bad\nworse");
        assertThat(read.settings())
                .containsExactlyEntriesOf(settings("Steps", "1", "Seed", "2", "Size", "8x8", "Model hash", "00ff"));
    }

    @Test
    void lastLineWithFewSettingsIsPrompt() {
        GenerationParameters read = A1111Text.read("a house\nstyle: gothic, Seed: 3");
        assertThat(read.prompt()).isEqualTo("a house\nstyle: gothic, Seed: 3");
        assertThat(read.settings()).isEmpty();
        assertThat(A1111Text.read("").prompt()).isEmpty();
    }

    @Test
    void settingsWithoutPromptAreRead() {
        GenerationParameters read = A1111Text.read("Steps: 20, Sampler: DDIM, Seed: 1");
        assertThat(read.prompt()).isEmpty();
        assertThat(read.setting(Setting.SAMPLER)).contains("DDIM");
        assertThat(read.setting(Setting.MODEL)).isEmpty();
    }

    @Test
    void brokenQuotesAreTakenAsTheyAre() {
        GenerationParameters read = A1111Text.read("p\nSteps: 1, Seed: 2, Model: \"a\\q\", Hash: \"open");
        assertThat(read.setting("Model")).contains("\"a\\q\"");
        assertThat(read.setting("Hash")).contains("\"open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a ", " ", "a:", "\"", "a:\"", "a-/ b: \"\\\""})
    void hostileLinesTakeNoTime(String part) {
        String line = part.repeat((1 << 20) / part.length());
        assertTimeout(Duration.ofMinutes(1), () -> A1111Text.read(line));
    }

    @Test
    void ourDocumentLosesNothing() {
        GenerationParameters awkward = new GenerationParameters(
                "  a\nNegative prompt: in the prompt\n",
                "Steps: 1, Seed: 2, Size: 3x3",
                settings("x", "\"", "Steps", ""));
        assertThat(GenerationParameters.of(awkward.texts())).contains(awkward);
        assertThat(awkward.texts().keySet()).containsExactly("parameters", "ldm4j");
    }

    @Test
    void textsSurviveThePicture() {
        GenerationParameters parameters = new GenerationParameters("\u732b", "caf\u00e9", USUAL);
        byte[] file = PngFile.encode(Bitmaps.row(1), parameters.texts());
        Map<String, String> texts = PngText.read(file, "x");
        assertThat(GenerationParameters.of(texts)).contains(parameters);
        assertThat(GenerationSource.of(texts)).contains(GenerationSource.LDM4J);
        texts.remove("ldm4j");
        assertThat(GenerationParameters.of(texts)).contains(parameters);
        assertThat(GenerationSource.of(texts)).contains(GenerationSource.A1111);
    }

    @Test
    void comfysGraphIsFollowed() {
        String graph = "{\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":7,\"steps\":20,\"cfg\":7.5,"
                + "\"sampler_name\":\"euler\",\"scheduler\":\"karras\",\"denoise\":1,\"model\":[\"4\",0],"
                + "\"positive\":[\"6\",0],\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]}},"
                + "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"sd15.ckpt\"}},"
                + "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":768}},"
                + "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a cat\"}},"
                + "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"blurry\"}}}";
        assertThat(GenerationSource.of(Map.of("prompt", graph))).contains(GenerationSource.COMFYUI);
        assertThat(GenerationParameters.of(Map.of("prompt", graph))).hasValueSatisfying(read -> {
            assertThat(read.prompt()).isEqualTo("a cat");
            assertThat(read.negativePrompt()).isEqualTo("blurry");
            assertThat(read.settings())
                    .containsAllEntriesOf(Map.of(
                            Setting.SEED, "7",
                            Setting.CFG_SCALE, "7.5",
                            Setting.SAMPLER, "euler",
                            Setting.SCHEDULE, "karras",
                            Setting.SIZE, "512x768",
                            Setting.MODEL, "sd15.ckpt"));
        });
    }

    /** Nodes in between, values in nodes of their own, layers left out, a second sampler for the larger picture. */
    @Test
    void comfysLongerGraphsAreFollowed() {
        String graph = "{\"1\":{\"class_type\":\"KSamplerSelect\",\"inputs\":{\"sampler_name\":\"dpmpp_2m\"}},"
                + "\"2\":{\"class_type\":\"SamplerCustom\",\"inputs\":{\"noise_seed\":[\"9\",0],\"cfg\":6,"
                + "\"model\":[\"5\",0],\"positive\":[\"6\",0],\"negative\":[\"7\",0],\"sampler\":[\"1\",0],"
                + "\"sigmas\":[\"3\",0],\"latent_image\":[\"4\",0]}},"
                + "\"3\":{\"class_type\":\"BasicScheduler\",\"inputs\":{\"scheduler\":\"karras\",\"steps\":12,\"denoise\":1}},"
                + "\"4\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":64,\"height\":96}},"
                + "\"5\":{\"class_type\":\"LoraLoader\",\"inputs\":{\"lora_name\":\"ink\",\"model\":[\"8\",0],\"clip\":[\"8\",1]}},"
                + "\"6\":{\"class_type\":\"ConditioningCombine\",\"inputs\":{\"conditioning_1\":[\"10\",0]}},"
                + "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":[\"11\",0],\"clip\":[\"12\",0]}},"
                + "\"8\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"x.ckpt\"}},"
                + "\"9\":{\"class_type\":\"PrimitiveInt\",\"inputs\":{\"value\":77}},"
                + "\"10\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"a cat\",\"clip\":[\"12\",0]}},"
                + "\"11\":{\"class_type\":\"String\",\"inputs\":{\"string\":\"blurry\"}},"
                + "\"12\":{\"class_type\":\"CLIPSetLastLayer\",\"inputs\":{\"stop_at_clip_layer\":-2,\"clip\":[\"8\",1]}},"
                + "\"13\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":1,\"latent_image\":[\"2\",0]}}}";
        assertThat(GenerationParameters.of(Map.of("prompt", graph)))
                .contains(new GenerationParameters(
                        "a cat",
                        "blurry",
                        settings(
                                "Steps",
                                "12",
                                "Sampler",
                                "dpmpp_2m",
                                "Schedule type",
                                "karras",
                                "CFG scale",
                                "6",
                                "Seed",
                                "77",
                                "Denoising strength",
                                "1",
                                "Size",
                                "64x96",
                                "Model",
                                "x.ckpt",
                                "Clip skip",
                                "2",
                                "Lora",
                                "ink",
                                "Sampler nodes",
                                "2")));
    }

    @Test
    void aGraphThatRunsInACircleEnds() {
        String graph = "{\"1\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":1,\"model\":[\"1\",0],"
                + "\"positive\":[\"2\",0],\"latent_image\":[\"1\",0]}},"
                + "\"2\":{\"class_type\":\"X\",\"inputs\":{\"conditioning\":[\"2\",0],\"text\":[\"2\",0]}}}";
        assertThat(GenerationParameters.of(Map.of("prompt", graph)))
                .contains(new GenerationParameters("", "", settings("Seed", "1")));
    }

    @Test
    void layersThatInvokeLeavesOutAreCountedFromTheEnd() {
        String document = "{\"positive_prompt\":\"a\",\"clip_skip\":1,\"cfg_rescale_multiplier\":0.7}";
        assertThat(GenerationParameters.of(Map.of("invokeai_metadata", document)))
                .contains(new GenerationParameters("a", "", settings("Clip skip", "2", "Guidance rescale", "0.7")));
    }

    @Test
    void invokesDocumentIsRead() {
        String document = "{\"positive_prompt\":\"a cat\",\"negative_prompt\":\"blurry\",\"width\":512,\"height\":512,"
                + "\"seed\":9,\"steps\":30,\"cfg_scale\":7.5,\"scheduler\":\"euler\",\"clip_skip\":null,"
                + "\"model\":{\"name\":\"dreamer\"}}";
        assertThat(GenerationParameters.of(Map.of("invokeai_metadata", document)))
                .contains(new GenerationParameters(
                        "a cat",
                        "blurry",
                        settings(
                                "Seed",
                                "9",
                                "Steps",
                                "30",
                                "CFG scale",
                                "7.5",
                                "Sampler",
                                "euler",
                                "Size",
                                "512x512",
                                "Model",
                                "dreamer")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "[]",
                "{",
                "{\"prompt\":{}}",
                "{\"3\":{\"class_type\":7}}",
                "{\"3\":[1]}",
                "{\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"positive\":3,\"seed\":{}}}}"
            })
    void anythingElseIsNoReasonToFail(String text) {
        for (String keyword : new String[] {"ldm4j", "prompt", "invokeai_metadata"}) {
            GenerationParameters.of(Map.of(keyword, text))
                    .ifPresent(read -> assertThat(read.prompt()).isEmpty());
        }
    }
}
