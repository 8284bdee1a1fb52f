package org.ldm4j.addon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.checkpoint.ClipTextKeys;
import org.ldm4j.checkpoint.KeyTable;
import org.ldm4j.checkpoint.SafetensorsWriter;
import org.ldm4j.checkpoint.TensorMap;
import org.ldm4j.checkpoint.UNetKeys;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

final class LoraTest {
    private static final KeyTable UNET =
            UNetKeys.of(UNetConfig.textConditional(4, List.of(32, 64), 1, List.of(true, false), new Heads.Count(2), 8));
    private static final KeyTable TEXT = ClipTextKeys.of(new ClipTextConfig(5, 77, 8, 2, 2, 16, Activation.GELU));
    private static final String TO_Q = "input_blocks.1.1.transformer_blocks.0.attn1.to_q.weight";
    private static final String FLAT_TO_Q = "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q";

    @TempDir
    private Path folder;

    private final long before = Scope.liveTensors();
    private Scope scope;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    @BeforeEach
    void open() {
        scope = Scope.open();
    }

    @AfterEach
    void close() {
        scope.close();
        assertThat(Scope.liveTensors()).as("live native tensors").isEqualTo(before);
    }

    private void module(String down, String up, long in, long out, long rank) {
        tensors.put(down, Tensor.full(0.5, rank, in));
        tensors.put(up, Tensor.full(0.25, out, rank));
    }

    private void kohya(String layer, long in, long out) {
        module(layer + ".lora_down.weight", layer + ".lora_up.weight", in, out, 2);
    }

    private Path file() throws IOException {
        return file(Map.of());
    }

    private Path file(Map<String, String> metadata) throws IOException {
        Path path = folder.resolve("lora.safetensors");
        SafetensorsWriter.write(path, new TensorMap(tensors, "memory"), metadata);
        return path;
    }

    private LoraFit fit() throws IOException {
        return Lora.open(file()).fit(UNET, TEXT);
    }

    @ParameterizedTest
    @CsvSource({
        "lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q, .lora_down.weight, .lora_up.weight",
        "lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q, .lora_down.weight, .lora_up.weight",
        "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q, .lora_A.weight, .lora_B.weight",
        "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q, .lora.down.weight, .lora.up.weight",
        "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_q, _lora.down.weight, _lora.up.weight",
        "down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_q, _lora.down.weight, _lora.up.weight",
        "base_model.model.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q, .lora_A.weight, .lora_B.weight",
        "diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_q, .lora_down.weight, .lora_up.weight"
    })
    void unetLayersAreFoundByEveryName(String layer, String down, String up) throws IOException {
        module(layer + down, layer + up, 32, 32, 2);

        try (LoraFit fit = fit()) {
            assertThat(fit.unet()).containsExactly(TO_Q);
            assertThat(fit.text()).isEmpty();
            assertThat(fit.stray()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lora_te_text_model_encoder_layers_1_self_attn_q_proj, .lora_down.weight, .lora_up.weight",
        "text_encoder.text_model.encoder.layers.1.self_attn.q_proj, .lora_A.weight, .lora_B.weight",
        "text_encoder.text_model.encoder.layers.1.self_attn.q_proj, .lora_linear_layer.down.weight,"
                + " .lora_linear_layer.up.weight",
        "text_encoder.text_model.encoder.layers.1.self_attn, .to_q_lora.down.weight, .to_q_lora.up.weight",
        "text_encoder.encoder.layers.1.self_attn.q_proj, .lora_A.weight, .lora_B.weight"
    })
    void textLayersAreFoundByEveryName(String layer, String down, String up) throws IOException {
        module(layer + down, layer + up, 8, 8, 2);

        try (LoraFit fit = fit()) {
            assertThat(fit.text()).containsExactly("text_model.encoder.layers.1.self_attn.q_proj.weight");
            assertThat(fit.unet()).isEmpty();
        }
    }

    @Test
    void outputLayerOfFirstProcessorsHasNoNumber() throws IOException {
        String layer = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora";
        module(layer + ".down.weight", layer + ".up.weight", 32, 32, 2);

        try (LoraFit fit = fit()) {
            assertThat(fit.unet()).containsExactly("input_blocks.1.1.transformer_blocks.0.attn1.to_out.0.weight");
        }
    }

    @Test
    void linearFactorsServeConvolutionsOfOnePixel() throws IOException {
        kohya("lora_unet_down_blocks_0_attentions_0_proj_in", 32, 32);
        tensors.put("lora_unet_down_blocks_0_attentions_0_proj_in.alpha", Tensor.full(1, 1));

        try (LoraFit fit = fit()) {
            Tensor delta = fit.unetDelta("input_blocks.1.1.proj_in.weight", Tensor.zeros(32, 32, 1, 1));

            assertThat(delta.shape()).containsExactly(32, 32, 1, 1);
            assertThat(delta.toFloats()).containsOnly(0.125f); // 1/2 * (2 * 0.5 * 0.25)
        }
    }

    @Test
    void convolutionsOfOnePixelServeLinearProjections() throws IOException {
        KeyTable linear = UNetKeys.of(UNetConfig.sd2());
        String layer = "lora_unet_down_blocks_0_attentions_0_proj_in";
        tensors.put(layer + ".lora_down.weight", Tensor.full(1, 2, 320, 1, 1));
        tensors.put(layer + ".lora_up.weight", Tensor.full(1, 320, 2, 1, 1));

        try (LoraFit fit = Lora.open(file()).fit(linear, null)) {
            Tensor delta = fit.unetDelta("input_blocks.1.1.proj_in.weight", Tensor.zeros(320, 320));
            assertThat(delta.shape()).containsExactly(320, 320);
        }
    }

    @Test
    void folderOfDiffusersHoldsAFileOfItsOwnName() throws IOException {
        kohya(FLAT_TO_Q, 32, 32);
        Path inside = Files.move(file(), folder.resolve("pytorch_lora_weights.safetensors"));

        assertThat(Lora.open(folder).file()).isEqualTo(inside);
        Files.delete(inside);
        assertThatThrownBy(() -> Lora.open(folder)).hasMessageContaining("pytorch_lora_weights.safetensors");
    }

    @Test
    void loconChangesConvolutions() throws IOException {
        tensors.put("lora_unet_down_blocks_0_resnets_0_conv1.lora_down.weight", Tensor.full(1, 4, 32, 3, 3));
        tensors.put("lora_unet_down_blocks_0_resnets_0_conv1.lora_up.weight", Tensor.full(1, 32, 4, 1, 1));

        try (LoraFit fit = fit()) {
            Tensor delta = fit.unetDelta("input_blocks.1.0.in_layers.2.weight", Tensor.zeros(32, 32, 3, 3));

            assertThat(delta.shape()).containsExactly(32, 32, 3, 3);
            assertThat(delta.toFloats()).containsOnly(4);
        }
    }

    @Test
    void differencesOfBiasesAndNormsAreAdded() throws IOException {
        tensors.put("lora_unet_down_blocks_0_resnets_0_norm1.w_norm", Tensor.full(2, 32));
        tensors.put("lora_unet_down_blocks_0_resnets_0_norm1.b_norm", Tensor.full(3, 32));

        try (LoraFit fit = fit()) {
            assertThat(fit.unet())
                    .containsExactlyInAnyOrder(
                            "input_blocks.1.0.in_layers.0.weight", "input_blocks.1.0.in_layers.0.bias");
            assertThat(fit.unetDelta("input_blocks.1.0.in_layers.0.bias", Tensor.zeros(32))
                            .toFloats())
                    .containsOnly(3);
        }
    }

    @Test
    void alphaOfPeftStandsInTheHeader() throws IOException {
        module("unet.conv_in.lora_A.weight", "unet.conv_in.lora_B.weight", 36, 32, 4);
        String layer = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q";
        module(layer + ".lora_A.weight", layer + ".lora_B.weight", 32, 32, 4);
        String settings = "{\"unet.lora_alpha\": 8, \"unet.r\": 4, \"unet.use_rslora\": false,"
                + " \"unet.alpha_pattern\": {\"attn1.to_q\": 2}}";

        try (LoraFit fit =
                Lora.open(file(Map.of("lora_adapter_metadata", settings))).fit(UNET, TEXT)) {
            assertThat(fit.unetDelta("input_blocks.0.0.weight", Tensor.zeros(32, 4, 3, 3))
                            .toFloats())
                    .containsOnly(1); // 8/4 * (4 * 0.5 * 0.25)
            assertThat(fit.unetDelta(TO_Q, Tensor.zeros(32, 32)).toFloats()).containsOnly(0.25f);
        }
    }

    @Test
    void strayKeysAreListed() throws IOException {
        kohya(FLAT_TO_Q, 32, 32);
        kohya("lora_te2_text_model_encoder_layers_0_mlp_fc1", 8, 16);
        tensors.put("bundle_emb.style.string_to_param.*", Tensor.full(1, 1, 8));

        try (LoraFit fit = fit()) {
            assertThat(fit.unet()).containsExactly(TO_Q);
            assertThat(fit.stray())
                    .containsExactlyInAnyOrder(
                            "lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight",
                            "lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_up.weight",
                            "bundle_emb.style.string_to_param.*");
        }
    }

    // ------------------------------------------------------------------ refused

    private void refused(String... parts) throws IOException {
        Path path = file();
        assertThatThrownBy(() -> Lora.open(path).fit(UNET, TEXT).close())
                .isInstanceOfSatisfying(CheckpointException.class, e -> assertThat(e.code())
                        .isEqualTo(CheckpointException.Code.LORA_MISMATCH))
                .hasMessageContainingAll(parts)
                .hasMessageContaining("lora.safetensors");
        Files.delete(path); // closed again: some systems would refuse
    }

    @Test
    void loraOfAnotherModelIsRefusedByItsKeys() throws IOException {
        kohya("lora_unet_double_blocks_0_img_attn_proj", 32, 32);

        refused("expected layers of this model", "lora_unet_double_blocks_0_img_attn_proj.lora_down.weight");
    }

    @Test
    void fileWithoutModulesIsRefused() throws IOException {
        tensors.put("model.diffusion_model.out.2.weight", Tensor.zeros(4, 32, 3, 3));

        refused("expected tensors of a LoRA", "model.diffusion_model.out.2.weight");
    }

    @Test
    void widthOfAnotherModelIsRefused() throws IOException {
        kohya(FLAT_TO_Q, 64, 64);

        refused(FLAT_TO_Q, TO_Q + " [32, 32]", "one of [64, 64]");
    }

    @Test
    void ranksOfFactorsMustAgree() throws IOException {
        tensors.put(FLAT_TO_Q + ".lora_down.weight", Tensor.zeros(4, 32));
        tensors.put(FLAT_TO_Q + ".lora_up.weight", Tensor.zeros(32, 2));

        refused(FLAT_TO_Q + ".lora_up.weight", "expected rank 4", "found rank 2");
    }

    @Test
    void rankZeroIsRefused() throws IOException {
        tensors.put(FLAT_TO_Q + ".lora_down.weight", Tensor.zeros(0, 32));
        tensors.put(FLAT_TO_Q + ".lora_up.weight", Tensor.zeros(32, 0));

        refused(FLAT_TO_Q, "expected at least one value");
    }

    @Test
    void alphaMustBeANumber() throws IOException {
        kohya(FLAT_TO_Q, 32, 32);
        tensors.put(FLAT_TO_Q + ".alpha", Tensor.full(Double.NaN, 1));

        refused(FLAT_TO_Q + ".alpha", "expected a finite number", "found NaN");
    }

    @Test
    void factorWithoutItsPartnerIsRefused() throws IOException {
        tensors.put(FLAT_TO_Q + ".lora_down.weight", Tensor.zeros(4, 32));

        refused(FLAT_TO_Q, "expected a tensor UP as well");
    }

    @Test
    void twoModulesForOneLayerAreRefused() throws IOException {
        kohya(FLAT_TO_Q, 32, 32);
        kohya("lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_q", 32, 32);

        refused("expected one module for " + TO_Q, FLAT_TO_Q);
    }

    @Test
    void methodsThatDoNotAddAreRefusedByName() throws IOException {
        tensors.put(FLAT_TO_Q + ".oft_blocks", Tensor.zeros(2, 4, 4));

        refused(FLAT_TO_Q + ".oft_blocks", "another method");
    }

    @Test
    void infinityInAFactorIsRefusedWhenItIsRead() throws IOException {
        kohya(FLAT_TO_Q, 32, 32);
        tensors.put(FLAT_TO_Q + ".lora_up.weight", Tensor.full(Double.POSITIVE_INFINITY, 32, 2));

        try (LoraFit fit = fit()) {
            assertThatThrownBy(() -> fit.unetDelta(TO_Q, Tensor.zeros(32, 32)))
                    .hasMessageContaining("expected finite values");
        }
    }

    @Test
    void hundredThousandKeysAreListedInBriefAndSoon() throws IOException {
        Tensor one = Tensor.full(1, 1);
        for (int i = 0; i < 100_000; i++) {
            tensors.put("lora_unet_x_" + i + ".alpha", one);
        }

        refused("and 99980 more");
    }
}
