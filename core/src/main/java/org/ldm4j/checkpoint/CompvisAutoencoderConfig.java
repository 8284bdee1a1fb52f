package org.ldm4j.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** The arguments of the paper's {@code AutoencoderKL} and {@code VQModel}; attention is given by resolutions of the training pictures. */
final class CompvisAutoencoderConfig {
    private static final int MAX_CHANNELS = 1 << 14;
    private static final int MAX_CODES = 1 << 24;
    private static final int MAX_BLOCKS = 16;
    private static final int MAX_SIDE = 1 << 16;
    private static final int SIDE = 256;

    /** A word of our own, which the paper's code passes over: its groups are always 32. */
    private static final String GROUPS = "norm_num_groups";

    private CompvisAutoencoderConfig() {}

    /** The first stage whose latents are multiplied by {@code scale}. */
    static AutoencoderConfig read(ConfigFile arguments, double scale) {
        ConfigFile network = arguments.section("ddconfig");
        network.requireOnly("double_z", true);
        AutoencoderConfig layers = layers(network, scale);
        int latent = layers.latentChannels();
        if (arguments.whole("embed_dim", latent, MAX_CHANNELS) != latent) {
            throw arguments.refuse(Code.UNSUPPORTED, "embed_dim", "as many as z_channels, " + latent);
        }
        return layers;
    }

    /** The same with a codebook. */
    static VqConfig readVq(ConfigFile arguments, double scale) {
        ConfigFile network = arguments.section("ddconfig");
        network.requireOnly("double_z", false);
        arguments.requireOnly("remap", null);
        AutoencoderConfig layers = layers(network, scale);
        return arguments.translate(() -> new VqConfig(
                layers,
                arguments.whole("n_embed", 1, MAX_CODES),
                arguments.whole("embed_dim", layers.latentChannels(), MAX_CHANNELS)));
    }

    private static AutoencoderConfig layers(ConfigFile network, double scale) {
        network.requireOnly("resamp_with_conv", true);
        network.requireOnly("use_linear_attn", false);
        int latent = network.whole("z_channels", 4, MAX_CHANNELS);
        int image = network.whole("in_channels", 3, MAX_CHANNELS);
        if (network.whole("out_ch", image, MAX_CHANNELS) != image) {
            throw network.refuse(Code.UNSUPPORTED, "out_ch", "as many as in_channels, " + image);
        }
        int width = network.whole("ch", 128, MAX_CHANNELS);
        List<Integer> channels = network.wholes("ch_mult", List.of(1, 2, 4, 8), MAX_CHANNELS).stream()
                .map(multiplier -> width * multiplier)
                .toList();
        boolean attends = network.choice(
                "attn_type", "vanilla", Map.of("vanilla", true, "vanilla-xformers", true, "none", false));
        return network.translate(() -> new AutoencoderConfig(
                image,
                latent,
                channels,
                network.whole("num_res_blocks", 2, MAX_BLOCKS),
                attends ? attention(network, channels.size()) : Collections.nCopies(channels.size(), false),
                attends,
                network.whole(GROUPS, CompvisUNetConfig.GROUPS, MAX_CHANNELS),
                network.flag("tanh_out", false),
                scale));
    }

    private static List<Boolean> attention(ConfigFile network, int levels) {
        List<Integer> resolutions = network.wholesIfAny("attn_resolutions", MAX_SIDE);
        int side = network.whole("resolution", SIDE, MAX_SIDE);
        return IntStream.range(0, levels)
                .mapToObj(level -> resolutions.contains(side >> level))
                .toList();
    }

    // ------------------------------------------------------------------ writing

    /** The arguments that give {@code config}; what latents are multiplied by is none of them. */
    static Map<String, Object> arguments(FirstStageConfig config) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (config instanceof VqConfig vq) {
            arguments.put("embed_dim", vq.codeChannels());
            arguments.put("n_embed", vq.codes());
            arguments.put("ddconfig", network(vq.layers(), false));
        } else {
            arguments.put("embed_dim", config.latentChannels());
            arguments.put("ddconfig", network((AutoencoderConfig) config, true));
        }
        arguments.put("lossconfig", Map.of("target", "torch.nn.Identity"));
        return arguments;
    }

    private static Map<String, Object> network(AutoencoderConfig layers, boolean twice) {
        Map<String, Object> network = new LinkedHashMap<>();
        network.put("double_z", twice);
        network.put("z_channels", layers.latentChannels());
        network.put("resolution", SIDE);
        network.put("in_channels", layers.imageChannels());
        network.put("out_ch", layers.imageChannels());
        network.put("ch", layers.channels().get(0));
        network.put("ch_mult", CompvisFolder.multipliers("first stage's channels", layers.channels()));
        network.put("num_res_blocks", layers.resBlocks());
        network.put(
                "attn_resolutions",
                IntStream.range(0, layers.levels())
                        .filter(level -> layers.attention().get(level))
                        .mapToObj(level -> SIDE >> level)
                        .toList());
        network.put("attn_type", layers.middleAttention() ? "vanilla" : "none");
        network.put("dropout", 0.0);
        if (layers.tanhOut()) {
            network.put("tanh_out", true);
        }
        if (layers.normGroups() != CompvisUNetConfig.GROUPS) {
            network.put(GROUPS, layers.normGroups());
        }
        return network;
    }
}
