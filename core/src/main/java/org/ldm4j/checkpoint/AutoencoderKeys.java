package org.ldm4j.checkpoint;

import java.util.List;
import java.util.Set;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.IdentityConfig;
import org.ldm4j.autoencoder.VqConfig;

/**
 * Names of the first stage's parameters: the paper's below {@code first_stage_model.}, and diffusers' AutoencoderKL's
 * and VQModel's, which count the decoder's levels from the other end and have linear layers in their attention.
 */
public final class AutoencoderKeys {
    private static final String CODEBOOK = "quantize.embedding.weight";

    private final AutoencoderConfig config;
    private final KeyRows root = new KeyRows();

    private AutoencoderKeys(AutoencoderConfig config) {
        this.config = config;
    }

    /** The table for {@code config}. */
    public static KeyTable of(AutoencoderConfig config) {
        int z = config.latentChannels();
        return new AutoencoderKeys(config).table(2 * z, 2 * z, z);
    }

    /** The same with a codebook: the encoder gives z itself. */
    public static KeyTable of(VqConfig config) {
        AutoencoderKeys keys = new AutoencoderKeys(config.layers());
        keys.root.tensor(CODEBOOK, CODEBOOK, config.codes(), config.codeChannels());
        return keys.table(config.layers().latentChannels(), config.codeChannels(), config.codeChannels());
    }

    /** The table for a first stage of either kind. */
    public static KeyTable of(FirstStageConfig config) {
        if (config instanceof IdentityConfig) {
            return new KeyTable(List.of(), Set.of());
        }
        return config instanceof VqConfig vq ? of(vq) : of((AutoencoderConfig) config);
    }

    /**
     * All rows.
     *
     * @param encoded channels that the encoder gives
     * @param moments what becomes of them
     * @param latent channels of what is decoded
     */
    private KeyTable table(int encoded, int moments, int latent) {
        encoder(root.at("encoder"), encoded);
        decoder(root.at("decoder"));
        root.conv("quant_conv", "quant_conv", encoded, moments, 1);
        root.conv("post_quant_conv", "post_quant_conv", latent, config.latentChannels(), 1);
        return new KeyTable(root.rows(), Set.of());
    }

    private void encoder(KeyRows rows, int out) {
        int channels = config.channels().get(0);
        rows.conv("conv_in", "conv_in", config.imageChannels(), channels, 3);
        for (int level = 0; level < config.levels(); level++) {
            KeyRows here = rows.at("down." + level, "down_blocks." + level);
            channels = level(here, level, config.resBlocks(), channels);
            if (level < config.levels() - 1) {
                here.conv("downsample.conv", "downsamplers.0.conv", channels, channels, 3);
            }
        }
        middle(rows, channels);
        rows.norm("norm_out", "conv_norm_out", channels);
        rows.conv("conv_out", "conv_out", channels, out, 3);
    }

    private void decoder(KeyRows rows) {
        int last = config.levels() - 1;
        int channels = config.channels().get(last);
        rows.conv("conv_in", "conv_in", config.latentChannels(), channels, 3);
        middle(rows, channels);
        for (int level = last; level >= 0; level--) {
            KeyRows here = rows.at("up." + level, "up_blocks." + (last - level));
            channels = level(here, level, config.resBlocks() + 1, channels);
            if (level > 0) {
                here.conv("upsample.conv", "upsamplers.0.conv", channels, channels, 3);
            }
        }
        rows.norm("norm_out", "conv_norm_out", channels);
        rows.conv("conv_out", "conv_out", channels, config.imageChannels(), 3);
    }

    /** The blocks of one level, the first from {@code in} channels; returns the level's own. */
    private int level(KeyRows rows, int level, int blocks, int in) {
        int out = config.channels().get(level);
        for (int i = 0; i < blocks; i++) {
            resBlock(rows.at("block." + i, "resnets." + i), i == 0 ? in : out, out);
            if (config.attention().get(level)) {
                attention(rows.at("attn." + i, "attentions." + i), out);
            }
        }
        return out;
    }

    private void middle(KeyRows rows, int channels) {
        KeyRows here = rows.at("mid", "mid_block");
        resBlock(here.at("block_1", "resnets.0"), channels, channels);
        if (config.middleAttention()) {
            attention(here.at("attn_1", "attentions.0"), channels);
        }
        resBlock(here.at("block_2", "resnets.1"), channels, channels);
    }

    private static void resBlock(KeyRows rows, int in, int out) {
        rows.norm("norm1", "norm1", in);
        rows.conv("conv1", "conv1", in, out, 3);
        rows.norm("norm2", "norm2", out);
        rows.conv("conv2", "conv2", out, out, 3);
        if (in != out) {
            rows.conv("nin_shortcut", "conv_shortcut", in, out, 1);
        }
    }

    /** The aliases are the names of files written before diffusers 0.17. */
    private static void attention(KeyRows rows, int channels) {
        rows.norm("norm", "group_norm", channels);
        rows.pointwise("q", "to_q", "query", channels, channels, 1, 1);
        rows.pointwise("k", "to_k", "key", channels, channels, 1, 1);
        rows.pointwise("v", "to_v", "value", channels, channels, 1, 1);
        rows.pointwise("proj_out", "to_out.0", "proj_attn", channels, channels, 1, 1);
    }
}
