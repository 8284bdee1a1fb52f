package org.ldm4j.addon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.ldm4j.checkpoint.ClipTextKeys;
import org.ldm4j.checkpoint.UNetKeys;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;

/** The layers that kohya's scripts and LyCORIS train in Stable Diffusion 1, by the names that they write. */
final class ModuleNamesTest {
    private static final ModuleNames UNET = new ModuleNames(UNetKeys.of(UNetConfig.sd1()));
    private static final ModuleNames TEXT = new ModuleNames(ClipTextKeys.of(ClipTextConfig.clipL()));

    private static final List<String> TRANSFORMER = List.of(
            "proj_in",
            "proj_out",
            "transformer_blocks_0_attn1_to_q",
            "transformer_blocks_0_attn1_to_k",
            "transformer_blocks_0_attn1_to_v",
            "transformer_blocks_0_attn1_to_out_0",
            "transformer_blocks_0_attn2_to_q",
            "transformer_blocks_0_attn2_to_k",
            "transformer_blocks_0_attn2_to_v",
            "transformer_blocks_0_attn2_to_out_0",
            "transformer_blocks_0_ff_net_0_proj",
            "transformer_blocks_0_ff_net_2");

    private static List<String> names(ModuleNames known, List<String> flat) {
        return flat.stream()
                .map(name -> Objects.requireNonNull(known.find(name, LoraPart.UP), name)
                        .name())
                .distinct()
                .toList();
    }

    @Test
    void transformersOfTheUNet() {
        List<String> flat = new ArrayList<>();
        for (String layer : TRANSFORMER) {
            for (int i = 0; i < 9; i++) {
                if (i < 6) {
                    flat.add("down_blocks_" + i / 2 + "_attentions_" + i % 2 + "_" + layer);
                }
                flat.add("up_blocks_" + (1 + i / 3) + "_attentions_" + i % 3 + "_" + layer);
            }
            flat.add("mid_block_attentions_0_" + layer);
        }
        assertThat(names(UNET, flat)).hasSize(192);
    }

    @Test
    void convolutionsOfTheUNet() {
        List<String> flat = new ArrayList<>(List.of("conv_in", "conv_out", "time_embedding_linear_1"));
        for (int block = 0; block < 4; block++) {
            for (String layer : List.of("conv1", "conv2", "time_emb_proj")) {
                flat.add("down_blocks_" + block + "_resnets_1_" + layer);
                flat.add("up_blocks_" + block + "_resnets_2_" + layer);
            }
            flat.add("up_blocks_" + block + "_resnets_0_conv_shortcut");
            if (block < 3) {
                flat.add("down_blocks_" + block + "_downsamplers_0_conv");
                flat.add("up_blocks_" + block + "_upsamplers_0_conv");
            }
        }
        assertThat(names(UNET, flat)).hasSize(flat.size());
    }

    @Test
    void namesOfThePapersCode() {
        assertThat(names(
                        UNET,
                        List.of(
                                "input_blocks_1_1_proj_in",
                                "middle_block_1_transformer_blocks_0_attn2_to_k",
                                "output_blocks_11_0_in_layers_2",
                                "output_blocks_5_2_conv",
                                "input_blocks_3_0_op",
                                "time_embed_0",
                                "out_2")))
                .containsExactly(
                        "input_blocks.1.1.proj_in.weight",
                        "middle_block.1.transformer_blocks.0.attn2.to_k.weight",
                        "output_blocks.11.0.in_layers.2.weight",
                        "output_blocks.5.2.conv.weight",
                        "input_blocks.3.0.op.weight",
                        "time_embed.0.weight",
                        "out.2.weight");
    }

    @Test
    void layersOfTheTextEncoder() {
        List<String> flat = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            for (String layer : List.of(
                    "self_attn_q_proj",
                    "self_attn_k_proj",
                    "self_attn_v_proj",
                    "self_attn_out_proj",
                    "mlp_fc1",
                    "mlp_fc2")) {
                flat.add("text_model_encoder_layers_" + i + "_" + layer);
            }
        }
        assertThat(names(TEXT, flat)).hasSize(72);
    }
}
