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

/** The arguments of the paper's {@code UNetModel}, in both directions; attention is given by downsampling factors. */
final class CompvisUNetConfig {
    /** The paper's code has 32 groups everywhere. */
    static final int GROUPS = 32;

    private static final int MAX_CHANNELS = 1 << 14;
    private static final int MAX_BLOCKS = 16;
    private static final int MAX_FACTOR = 1 << 16;
    private static final int MAX_CLASSES = 1 << 20;

    private CompvisUNetConfig() {}

    static UNetConfig read(ConfigFile arguments) {
        arguments.requireOnly("dims", 2);
        arguments.requireOnly("conv_resample", true);
        arguments.requireOnly("n_embed", null);
        int width = arguments.whole("model_channels", 320, MAX_CHANNELS);
        List<Integer> channels = arguments.wholes("channel_mult", List.of(1, 2, 4, 8), MAX_CHANNELS).stream()
                .map(multiplier -> width * multiplier)
                .toList();
        List<Integer> factors = arguments.wholesIfAny("attention_resolutions", MAX_FACTOR);
        List<Boolean> attention = IntStream.range(0, channels.size())
                .mapToObj(level -> factors.contains(1 << level))
                .toList();
        return arguments.translate(() -> new UNetConfig(
                arguments.whole("in_channels", 4, MAX_CHANNELS),
                arguments.whole("out_channels", 4, MAX_CHANNELS),
                width,
                channels,
                arguments.wholeOrEqualList("num_res_blocks", 2, MAX_BLOCKS),
                attention,
                heads(arguments),
                transformer(arguments, channels.size()),
                arguments.flag("use_scale_shift_norm", false),
                arguments.flag("resblock_updown", false),
                arguments.flag("use_new_attention_order", false),
                arguments.wholeOrNull("num_classes", MAX_CLASSES),
                GROUPS));
    }

    private static Heads heads(ConfigFile arguments) {
        Integer width = unlessMinusOne(arguments, "num_head_channels");
        if (width != null) {
            return new Heads.Width(width);
        }
        Integer count = unlessMinusOne(arguments, "num_heads");
        if (count == null) {
            throw arguments.refuse(Code.BAD_CONFIG, "num_heads", "a number, here or in num_head_channels");
        }
        return new Heads.Count(count);
    }

    private static @Nullable Integer unlessMinusOne(ConfigFile arguments, String field) {
        return arguments.fields().path(field).asInt(0) == -1 ? null : arguments.wholeOrNull(field, MAX_CHANNELS);
    }

    private static @Nullable TransformerConfig transformer(ConfigFile arguments, int levels) {
        if (!arguments.flag("use_spatial_transformer", false)) {
            return null;
        }
        List<Boolean> selfAttention = arguments.flags("disable_self_attentions", false, levels).stream()
                .map(disabled -> !disabled)
                .toList();
        return new TransformerConfig(
                arguments.wholeOrEqualList("context_dim", 768, MAX_CHANNELS),
                arguments.wholeOrEqualList("transformer_depth", 1, MAX_BLOCKS),
                arguments.flag("use_linear_in_transformer", false),
                selfAttention,
                !arguments.flag("disable_middle_self_attn", false));
    }

    /** The arguments that give {@code config}, whose latents have sides of {@code side}. */
    static Map<String, Object> arguments(UNetConfig config, int side) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("image_size", side);
        arguments.put("in_channels", config.inChannels());
        arguments.put("out_channels", config.outChannels());
        arguments.put("model_channels", config.modelChannels());
        arguments.put("num_res_blocks", config.resBlocks());
        arguments.put(
                "attention_resolutions",
                IntStream.range(0, config.levels())
                        .filter(level -> config.attention().get(level))
                        .mapToObj(level -> 1 << level)
                        .toList());
        arguments.put("channel_mult", CompvisFolder.multipliers("U-Net's channels", config.channels()));
        if (config.heads() instanceof Heads.Width width) {
            arguments.put("num_head_channels", width.channelsPerHead());
        } else {
            arguments.put("num_heads", config.heads().at(0, config.modelChannels()));
        }
        TransformerConfig transformer = config.transformer();
        arguments.put("use_spatial_transformer", transformer != null);
        if (transformer != null) {
            arguments.put("transformer_depth", transformer.depth());
            arguments.put("context_dim", transformer.contextChannels());
        }
        arguments.put("use_scale_shift_norm", config.scaleShiftNorm());
        arguments.put("resblock_updown", config.resblockUpDown());
        return arguments;
    }
}
