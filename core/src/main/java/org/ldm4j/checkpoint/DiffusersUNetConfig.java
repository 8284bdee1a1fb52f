package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;

/** {@code unet/config.json} of diffusers' UNet2DConditionModel, in both directions. */
final class DiffusersUNetConfig {
    static final String CLASS = "UNet2DConditionModel";

    private static final int MAX_CHANNELS = 1 << 14;
    private static final int MAX_BLOCKS = 16;
    private static final int MAX_CLASSES = 1 << 20;
    private static final String DOWN = "DownBlock2D", CROSS_DOWN = "CrossAttnDownBlock2D";
    private static final String UP = "UpBlock2D", CROSS_UP = "CrossAttnUpBlock2D";
    private static final BlockTypes TYPES = new BlockTypes(DOWN, CROSS_DOWN, UP, CROSS_UP);

    /** Fields whose other values make another network, with the one that ours is. */
    private static final Map<String, Object> ONLY = Map.ofEntries(
            Map.entry("center_input_sample", false),
            Map.entry("flip_sin_to_cos", true),
            Map.entry("freq_shift", 0),
            Map.entry("mid_block_type", "UNetMidBlock2DCrossAttn"),
            Map.entry("downsample_padding", 1),
            Map.entry("mid_block_scale_factor", 1),
            Map.entry("norm_eps", 1e-5),
            Map.entry("dual_cross_attention", false),
            Map.entry("resnet_skip_time_act", false),
            Map.entry("resnet_out_scale_factor", 1),
            Map.entry("time_embedding_type", "positional"),
            Map.entry("conv_in_kernel", 3),
            Map.entry("conv_out_kernel", 3),
            Map.entry("attention_type", "default"),
            Map.entry("class_embeddings_concat", false));

    private static final List<String> ONLY_NULL = List.of(
            "num_attention_heads",
            "encoder_hid_dim",
            "encoder_hid_dim_type",
            "class_embed_type",
            "addition_embed_type",
            "reverse_transformer_layers_per_block",
            "time_embedding_dim",
            "time_embedding_act_fn",
            "timestep_post_act",
            "time_cond_proj_dim",
            "cross_attention_norm");

    private DiffusersUNetConfig() {}

    static UNetConfig read(ConfigFile file) {
        ONLY.forEach(file::requireOnly);
        ONLY_NULL.forEach(field -> file.requireOnly(field, null));
        file.choice("act_fn", "silu", Map.of("silu", true, "swish", true));
        List<Integer> channels = file.wholes("block_out_channels", List.of(320, 640, 1280, 1280), MAX_CHANNELS);
        List<Boolean> attention = TYPES.attention(
                file,
                channels.size(),
                List.of(CROSS_DOWN, CROSS_DOWN, CROSS_DOWN, DOWN),
                List.of(UP, CROSS_UP, CROSS_UP, CROSS_UP));
        List<Boolean> selfAttention = file.flags("only_cross_attention", false, channels.size()).stream()
                .map(only -> !only)
                .toList();
        return file.translate(() -> new UNetConfig(
                file.whole("in_channels", 4, MAX_CHANNELS),
                file.whole("out_channels", 4, MAX_CHANNELS),
                channels.get(0),
                channels,
                file.wholeOrEqualList("layers_per_block", 2, MAX_BLOCKS),
                attention,
                heads(file, channels.size()),
                new TransformerConfig(
                        file.wholeOrEqualList("cross_attention_dim", 1280, MAX_CHANNELS),
                        file.wholeOrEqualList("transformer_layers_per_block", 1, MAX_BLOCKS),
                        file.flag("use_linear_projection", false),
                        selfAttention,
                        true),
                file.choice("resnet_time_scale_shift", "default", Map.of("default", false, "scale_shift", true)),
                false,
                false,
                file.wholeOrNull("num_class_embeds", MAX_CLASSES),
                file.whole("norm_num_groups", 32, MAX_CHANNELS)));
    }

    /** The field is called attention_head_dim and holds the number of heads (trap of the first diffusers release). */
    private static Heads heads(ConfigFile file, int levels) {
        if (!file.fields().path("attention_head_dim").isArray()) {
            return new Heads.Count(file.whole("attention_head_dim", 8, MAX_CHANNELS));
        }
        List<Integer> heads = file.wholes("attention_head_dim", List.of(), MAX_CHANNELS);
        if (heads.size() != levels) {
            throw file.refuse(Code.BAD_CONFIG, "attention_head_dim", levels + " entries, one for each level");
        }
        return new Heads.PerLevel(heads);
    }

    // ------------------------------------------------------------------ writing

    static Map<String, @Nullable Object> write(UNetConfig config, @Nullable Integer sampleSize) {
        TransformerConfig transformer = config.transformer();
        if (transformer == null || config.resblockUpDown() || !transformer.middleSelfAttention()) {
            throw CheckpointException.of(
                    Code.UNSUPPORTED, "U-Net", "one that diffusers' " + CLASS + " can be", "another", config);
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("_class_name", CLASS);
        fields.put("act_fn", "silu");
        fields.put("attention_head_dim", headCounts(config));
        fields.put("block_out_channels", config.channels());
        fields.put("center_input_sample", false);
        fields.put("cross_attention_dim", transformer.contextChannels());
        fields.put("down_block_types", TYPES.downTypes(config.attention()));
        fields.put("downsample_padding", 1);
        fields.put("dropout", 0.0);
        fields.put("flip_sin_to_cos", true);
        fields.put("freq_shift", 0);
        fields.put("in_channels", config.inChannels());
        fields.put("layers_per_block", config.resBlocks());
        fields.put("mid_block_scale_factor", 1);
        fields.put("mid_block_type", "UNetMidBlock2DCrossAttn");
        fields.put("norm_eps", 1e-5);
        fields.put("norm_num_groups", config.normGroups());
        fields.put("num_class_embeds", config.classes());
        fields.put("only_cross_attention", onlyCross(transformer));
        fields.put("out_channels", config.outChannels());
        fields.put("resnet_time_scale_shift", config.scaleShiftNorm() ? "scale_shift" : "default");
        fields.put("sample_size", sampleSize);
        fields.put("transformer_layers_per_block", transformer.depth());
        fields.put("up_block_types", TYPES.upTypes(config.attention()));
        fields.put("use_linear_projection", transformer.linearProjections());
        return fields;
    }

    private static Object headCounts(UNetConfig config) {
        if (config.heads() instanceof Heads.Count count) {
            return count.heads();
        }
        return IntStream.range(0, config.levels())
                .mapToObj(level -> config.heads().at(level, config.channels().get(level)))
                .toList();
    }

    private static Object onlyCross(TransformerConfig transformer) {
        List<Boolean> only =
                transformer.selfAttention().stream().map(self -> !self).toList();
        return only.contains(true) ? only : (Object) false;
    }
}
