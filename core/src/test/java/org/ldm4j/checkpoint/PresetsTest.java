package org.ldm4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.checkpoint.ModelDescription.Component;

/** The published models have as many parameters and tensors as their authors' code makes of their configurations. */
class PresetsTest {
    private static Component component(String preset, String name) {
        ModelPreset found = Presets.find(preset);
        assertNotNull(found, preset);
        return found.describe().components().get(name);
    }

    private static void check(String preset, String name, long parameters, int tensors) {
        assertEquals(new Component(parameters, tensors, "fp32"), component(preset, name), preset + " " + name);
    }

    @ParameterizedTest
    @CsvSource({
        "kl-f4, 55312063, 204",
        "kl-f8, 83653863, 248",
        "kl-f16, 69610963, 342",
        "kl-f32, 103880131, 436",
        "vq-f4, 55322782, 205",
        "vq-f4-noattn, 53219486, 185",
        "vq-f8, 67717295, 299",
        "vq-f8-n256, 67652783, 299",
        "vq-f16, 69593371, 343"
    })
    void firstStages(String name, long parameters, int tensors) {
        check(name, "vae", parameters, tensors);
        assertEquals("autoencoder", Presets.find(name).describe().architecture());
    }

    @ParameterizedTest
    @CsvSource({
        "celeba256, 274056163, 368",
        "ffhq256, 274056163, 368",
        "lsun_beds256, 274056163, 368",
        "lsun_churches256, 294966916, 520",
        "cin256, 394984196, 626",
        "cin256-v2, 400920579, 688",
        "txt2img-1p4B, 872300484, 686",
        "text2img256, 403623939, 688",
        "layout2img-openimages256, 246277379, 1328",
        "semantic_synthesis256, 215229315, 216",
        "semantic_synthesis512, 215229315, 216",
        "bsr_sr, 113622563, 306",
        "inpainting_big, 387245827, 416",
        "rdm768x768, 1335480400, 688",
        "sd15, 859520964, 686",
        "sd15-inpaint, 859535364, 686",
        "sd20, 865910724, 686",
        "sd21-base, 865910724, 686",
        "sd21, 865910724, 686",
        "sd2-inpaint, 865925124, 686",
        "sd2-depth, 865913604, 686",
        "sd-x4-upscaler, 473398020, 687"
    })
    void denoisers(String name, long parameters, int tensors) {
        check(name, "unet", parameters, tensors);
    }

    @ParameterizedTest
    @CsvSource({
        "cin256, 512000, 1",
        "cin256-v2, 512512, 1",
        "txt2img-1p4B, 581994042, 422",
        "text2img256, 186154682, 422",
        "layout2img-openimages256, 58858496, 214",
        "semantic_synthesis256, 546, 1",
        "semantic_synthesis512, 546, 1",
        "sd15, 123060480, 196",
        "sd15-inpaint, 123060480, 196",
        "sd21, 340387840, 372",
        "sd2-depth, 340387840, 372",
        "sd-x4-upscaler, 340387840, 372"
    })
    void conditioners(String name, long parameters, int tensors) {
        check(name, "conditioner", parameters, tensors);
    }

    @Test
    void whatHasNoParametersIsNoComponent() {
        for (String name : List.of("celeba256", "lsun_churches256", "bsr_sr", "inpainting_big", "rdm768x768")) {
            assertNull(component(name, "conditioner"), name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "celeba256, 55322782, 205",
        "lsun_churches256, 83653863, 248",
        "cin256, 67717295, 299",
        "inpainting_big, 53219486, 185",
        "rdm768x768, 69610963, 342",
        "sd15, 83653863, 248",
        "sd-x4-upscaler, 55325927, 204"
    })
    void firstStagesOfDiffusionModels(String name, long parameters, int tensors) {
        check(name, "vae", parameters, tensors);
    }

    @Test
    void everyNameHasItsCounts() {
        assertThat(Presets.names()).hasSize(31).allSatisfy(name -> assertThat(
                        Presets.find(name).describe().fileKind())
                .isEqualTo("preset"));
        assertNull(Presets.find("sd16"));
    }

    @Test
    void architectureAndPrediction() {
        Map<String, List<String>> expected = Map.of(
                "celeba256", List.of("ldm", "eps"),
                "sd15-inpaint", List.of("sd1-inpaint", "eps"),
                "sd20", List.of("sd2", "v"),
                "sd21-base", List.of("sd2", "eps"),
                "sd2-depth", List.of("sd2-depth", "eps"),
                "sd-x4-upscaler", List.of("sd-x4-upscaler", "v"));
        expected.forEach((name, labels) -> {
            ModelDescription description = Presets.find(name).describe();
            assertThat(List.of(description.architecture(), description.prediction()))
                    .as(name)
                    .isEqualTo(labels);
        });
    }
}
