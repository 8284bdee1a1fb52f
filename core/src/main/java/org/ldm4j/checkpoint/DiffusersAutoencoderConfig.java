package org.ldm4j.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** {@code vae/config.json} of diffusers' AutoencoderKL, in both directions. */
final class DiffusersAutoencoderConfig {
    static final String CLASS = "AutoencoderKL";

    private static final int MAX_CHANNELS = 1 << 14;
    private static final int MAX_BLOCKS = 16;
    private static final String DOWN = "DownEncoderBlock2D", ATTENTION_DOWN = "AttnDownEncoderBlock2D";
    private static final String UP = "UpDecoderBlock2D", ATTENTION_UP = "AttnUpDecoderBlock2D";

    private DiffusersAutoencoderConfig() {}

    static AutoencoderConfig read(ConfigFile file) {
        file.requireOnly("use_quant_conv", true);
        file.requireOnly("use_post_quant_conv", true);
        file.requireOnly("shift_factor", null);
        file.requireOnly("latents_mean", null);
        file.requireOnly("latents_std", null);
        file.choice("act_fn", "silu", Map.of("silu", true, "swish", true));
        List<Integer> channels = file.wholes("block_out_channels", List.of(64), MAX_CHANNELS);
        int imageChannels = file.whole("in_channels", 3, MAX_CHANNELS);
        if (file.whole("out_channels", 3, MAX_CHANNELS) != imageChannels) {
            throw file.refuse(Code.UNSUPPORTED, "out_channels", "as many as in_channels, " + imageChannels);
        }
        List<Boolean> attention = attention(file, channels.size());
        return file.translate(() -> new AutoencoderConfig(
                imageChannels,
                file.whole("latent_channels", 4, MAX_CHANNELS),
                channels,
                file.whole("layers_per_block", 1, MAX_BLOCKS),
                attention,
                file.flag("mid_block_add_attention", true),
                file.whole("norm_num_groups", 32, MAX_CHANNELS),
                file.positive("scaling_factor", 0.18215)));
    }

    private static List<Boolean> attention(ConfigFile file, int levels) {
        List<String> down = file.texts("down_block_types", List.of(DOWN));
        if (down.size() != levels) {
            throw file.refuse(Code.BAD_CONFIG, "down_block_types", levels + " entries, as block_out_channels has");
        }
        if (!List.of(DOWN, ATTENTION_DOWN).containsAll(down)) {
            throw file.refuse(Code.UNSUPPORTED, "down_block_types", DOWN + " or " + ATTENTION_DOWN);
        }
        List<Boolean> attention = down.stream().map(ATTENTION_DOWN::equals).toList();
        if (!file.texts("up_block_types", List.of(UP)).equals(upTypes(attention))) {
            throw file.refuse(
                    Code.UNSUPPORTED, "up_block_types", "the mirror of down_block_types, " + upTypes(attention));
        }
        return attention;
    }

    private static List<String> upTypes(List<Boolean> attention) {
        List<String> up = new ArrayList<>(
                attention.stream().map(has -> has ? ATTENTION_UP : UP).toList());
        Collections.reverse(up);
        return up;
    }

    static Map<String, @Nullable Object> write(AutoencoderConfig config, @Nullable Integer sampleSize) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("_class_name", CLASS);
        fields.put("act_fn", "silu");
        fields.put("block_out_channels", config.channels());
        fields.put(
                "down_block_types",
                config.attention().stream()
                        .map(has -> has ? ATTENTION_DOWN : DOWN)
                        .toList());
        fields.put("force_upcast", true);
        fields.put("in_channels", config.imageChannels());
        fields.put("latent_channels", config.latentChannels());
        fields.put("layers_per_block", config.resBlocks());
        fields.put("mid_block_add_attention", config.middleAttention());
        fields.put("norm_num_groups", config.normGroups());
        fields.put("out_channels", config.imageChannels());
        fields.put("sample_size", sampleSize);
        fields.put("scaling_factor", config.scalingFactor());
        fields.put("up_block_types", upTypes(config.attention()));
        return fields;
    }
}
