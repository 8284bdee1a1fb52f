package org.ldm4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ldm4j.checkpoint.Presets;
import tools.jackson.databind.JsonNode;

/** {@code inspect --preset NAME}. */
final class PresetNamesTest {
    @Test
    void aPublishedModelIsDescribedWithoutItsFile() {
        JsonNode json = Call.of("inspect", "--preset", "cin256-v2", "--json").json();
        assertThat(json.get("architecture").asString()).isEqualTo("ldm");
        assertThat(json.get("prediction").asString()).isEqualTo("eps");
        assertThat(json.get("file_kind").asString()).isEqualTo("preset");
        JsonNode components = json.get("components");
        assertThat(components.propertyNames()).containsExactly("unet", "vae", "conditioner");
        assertThat(components.get("unet").get("parameters").asLong()).isEqualTo(400_920_579);
        assertThat(components.get("conditioner").get("tensors").asInt()).isEqualTo(1);
        assertThat(json.get("missing").size() + json.get("unused").size()).isZero();
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearest() {
        Call call = Call.of("inspect", "--preset", "celeba-256");
        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("found celeba-256").contains("did you mean celeba256,");
    }

    @Test
    void theNearestNamesDifferLeast() {
        assertThat(Presets.nearest("SD 1.5").get(0)).isEqualTo("sd15");
        assertThat(Presets.nearest("vqf8").get(0)).isEqualTo("vq-f8");
        assertThat(Presets.nearest("kl-f9")).contains("kl-f4", "kl-f8");
    }

    @Test
    void aPathAndAPresetExcludeEachOther() {
        assertThat(Call.of("inspect", "x", "--preset", "sd15").code()).isEqualTo(2);
        assertThat(Call.of("inspect").code()).isEqualTo(2);
    }

    @Test
    void whatAPublishedModelLacksIsNotTimed() {
        Call call = Call.of("bench", "unet", "--preset", "kl-f4");
        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("what unet measures");
    }
}
