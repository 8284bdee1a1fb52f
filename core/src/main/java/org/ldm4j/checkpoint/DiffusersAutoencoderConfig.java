package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** {@code vae/config.json} of diffusers' AutoencoderKL, in both directions, and VQModel's. */
final class DiffusersAutoencoderConfig {
    static final String CLASS = "AutoencoderKL";
    static final String VQ_CLASS = "VQModel";

    private static final int MAX_CHANNELS = 1 << 14;
    private static final int MAX_CODES = 1 << 24;
    private static final int MAX_BLOCKS = 16;
    private static final String DOWN = "DownEncoderBlock2D", UP = "UpDecoderBlock2D";
    private static final BlockTypes TYPES = new BlockTypes(DOWN, "AttnDownEncoderBlock2D", UP, "AttnUpDecoderBlock2D");

    private DiffusersAutoencoderConfig() {}

    static AutoencoderConfig read(ConfigFile file) {
        file.requireOnly("use_quant_conv", true);
        file.requireOnly("use_post_quant_conv", true);
        file.requireOnly("shift_factor", null);
        file.requireOnly("latents_mean", null);
        file.requireOnly("latents_std", null);
        return layers(file, 4);
    }

    /** The same class' relative with a codebook. */
    static VqConfig readVq(ConfigFile file) {
        file.requireOnly("norm_type", "group");
        file.requireOnly("lookup_from_codebook", false);
        AutoencoderConfig layers = layers(file, 3);
        Integer width = file.wholeOrNull("vq_embed_dim", MAX_CHANNELS);
        return file.translate(() -> new VqConfig(
                layers,
                file.whole("num_vq_embeddings", 256, MAX_CODES),
                width == null ? layers.latentChannels() : width));
    }

    private static AutoencoderConfig layers(ConfigFile file, int usualLatent) {
        file.choice("act_fn", "silu", Map.of("silu", true, "swish", true));
        List<Integer> channels = file.wholes("block_out_channels", List.of(64), MAX_CHANNELS);
        int imageChannels = file.whole("in_channels", 3, MAX_CHANNELS);
        if (file.whole("out_channels", 3, MAX_CHANNELS) != imageChannels) {
            throw file.refuse(Code.UNSUPPORTED, "out_channels", "as many as in_channels, " + imageChannels);
        }
        List<Boolean> attention = TYPES.attention(file, channels.size(), List.of(DOWN), List.of(UP));
        return file.translate(() -> new AutoencoderConfig(
                imageChannels,
                file.whole("latent_channels", usualLatent, MAX_CHANNELS),
                channels,
                file.whole("layers_per_block", 1, MAX_BLOCKS),
                attention,
                file.flag("mid_block_add_attention", true),
                file.whole("norm_num_groups", 32, MAX_CHANNELS),
                file.positive("scaling_factor", 0.18215)));
    }

    static Map<String, @Nullable Object> write(AutoencoderConfig config, @Nullable Integer sampleSize) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("_class_name", CLASS);
        fields.put("act_fn", "silu");
        fields.put("block_out_channels", config.channels());
        fields.put("down_block_types", TYPES.downTypes(config.attention()));
        fields.put("force_upcast", true);
        fields.put("in_channels", config.imageChannels());
        fields.put("latent_channels", config.latentChannels());
        fields.put("layers_per_block", config.resBlocks());
        fields.put("mid_block_add_attention", config.middleAttention());
        fields.put("norm_num_groups", config.normGroups());
        fields.put("out_channels", config.imageChannels());
        fields.put("sample_size", sampleSize);
        fields.put("scaling_factor", config.scalingFactor());
        fields.put("up_block_types", TYPES.upTypes(config.attention()));
        return fields;
    }
}
