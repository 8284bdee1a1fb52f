package org.ldm4j.checkpoint;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;

/**
 * Names of the U-Net's parameters: the paper's below {@code model.diffusion_model.}, and diffusers'
 * UNet2DConditionModel's. The tables are built forward from the configuration, block by block as the network is.
 */
public final class UNetKeys {
    private static final long WIDENING = 4;

    private final UNetConfig config;
    private final KeyRows root = new KeyRows();
    private final Deque<Integer> skips = new ArrayDeque<>();
    private int channels;
    private int block;

    private UNetKeys(UNetConfig config) {
        this.config = config;
        channels = config.modelChannels();
    }

    /** The table for {@code config}. */
    public static KeyTable of(UNetConfig config) {
        UNetKeys keys = new UNetKeys(config);
        keys.ends();
        keys.down();
        keys.middle();
        keys.up();
        return new KeyTable(keys.root.rows(), Set.of());
    }

    private void ends() {
        int model = config.modelChannels(), time = config.timeChannels();
        KeyRows embedding = root.at("time_embed", "time_embedding");
        embedding.linear("0", "linear_1", model, time);
        embedding.linear("2", "linear_2", time, time);
        if (config.classes() != null) {
            root.tensor("label_emb.weight", "class_embedding.weight", config.classes(), time);
        }
        root.conv("input_blocks.0.0", "conv_in", config.inChannels(), model, 3);
        root.norm("out.0", "conv_norm_out", model);
        root.conv("out.2", "conv_out", model, config.outChannels(), 3);
    }

    private void down() {
        skips.push(channels);
        for (int level = 0; level < config.levels(); level++) {
            String there = "down_blocks." + level;
            for (int i = 0; i < config.resBlocks(); i++) {
                residual("input_blocks." + ++block, there, i, channels, level);
                skips.push(channels);
            }
            if (level < config.levels() - 1) {
                resampling("input_blocks." + ++block + ".0", there + ".downsamplers.0", "op");
                skips.push(channels);
            }
        }
    }

    private void middle() {
        resBlock(root.at("middle_block.0", "mid_block.resnets.0"), channels, channels);
        TransformerConfig transformer = config.transformer();
        attention(
                root.at("middle_block.1", "mid_block.attentions.0"),
                transformer == null || transformer.middleSelfAttention());
        resBlock(root.at("middle_block.2", "mid_block.resnets.1"), channels, channels);
    }

    private void up() {
        block = 0;
        for (int level = config.levels() - 1; level >= 0; level--) {
            String there = "up_blocks." + (config.levels() - 1 - level);
            for (int i = 0; i <= config.resBlocks(); i++) {
                String here = "output_blocks." + block++;
                residual(here, there, i, channels + skips.pop(), level);
                if (level > 0 && i == config.resBlocks()) {
                    String index = config.attention().get(level) ? ".2" : ".1";
                    resampling(here + index, there + ".upsamplers.0", "conv");
                }
            }
        }
    }

    private void residual(String here, String there, int index, int in, int level) {
        channels = config.channels().get(level);
        resBlock(root.at(here + ".0", there + ".resnets." + index), in, channels);
        if (config.attention().get(level)) {
            TransformerConfig transformer = config.transformer();
            attention(
                    root.at(here + ".1", there + ".attentions." + index),
                    transformer == null || transformer.selfAttention().get(level));
        }
    }

    private void resampling(String here, String there, String conv) {
        KeyRows rows = root.at(here, there);
        if (config.resblockUpDown()) {
            resBlock(rows, channels, channels);
        } else {
            rows.conv(conv, "conv", channels, channels, 3);
        }
    }

    private void resBlock(KeyRows rows, int in, int out) {
        rows.norm("in_layers.0", "norm1", in);
        rows.conv("in_layers.2", "conv1", in, out, 3);
        rows.linear("emb_layers.1", "time_emb_proj", config.timeChannels(), config.scaleShiftNorm() ? 2 * out : out);
        rows.norm("out_layers.0", "norm2", out);
        rows.conv("out_layers.3", "conv2", out, out, 3);
        if (in != out) {
            rows.conv("skip_connection", "conv_shortcut", in, out, 1);
        }
    }

    private void attention(KeyRows rows, boolean selfAttention) {
        TransformerConfig transformer = config.transformer();
        if (transformer == null) {
            pictureAttention(rows);
        } else {
            spatialTransformer(rows, transformer, selfAttention);
        }
    }

    /** diffusers has three tensors for qkv, and splits it by heads: not a matter of names. */
    private void pictureAttention(KeyRows rows) {
        rows.norm("norm", "group_norm", channels);
        rows.tensorOfOurs("qkv.weight", 3L * channels, channels, 1);
        rows.tensorOfOurs("qkv.bias", 3L * channels);
        rows.pointwise("proj_out", "to_out.0", "proj_attn", channels, channels, 1);
    }

    private void spatialTransformer(KeyRows rows, TransformerConfig transformer, boolean selfAttention) {
        rows.norm("norm", "norm", channels);
        projection(rows, "proj_in", transformer);
        for (int i = 0; i < transformer.depth(); i++) {
            KeyRows here = rows.at("transformer_blocks." + i);
            crossAttention(here.at("attn1"), selfAttention ? channels : transformer.contextChannels());
            here.linear("ff.net.0.proj", "ff.net.0.proj", channels, 2 * WIDENING * channels);
            here.linear("ff.net.2", "ff.net.2", WIDENING * channels, channels);
            crossAttention(here.at("attn2"), transformer.contextChannels());
            here.norm("norm1", "norm1", channels);
            here.norm("norm2", "norm2", channels);
            here.norm("norm3", "norm3", channels);
        }
        projection(rows, "proj_out", transformer);
    }

    private void projection(KeyRows rows, String name, TransformerConfig transformer) {
        if (transformer.linearProjections()) {
            rows.linear(name, name, channels, channels);
        } else {
            rows.conv(name, name, channels, channels, 1);
        }
    }

    private void crossAttention(KeyRows rows, int context) {
        rows.linearWithoutBias("to_q", "to_q", channels, channels);
        rows.linearWithoutBias("to_k", "to_k", context, channels);
        rows.linearWithoutBias("to_v", "to_v", context, channels);
        rows.linear("to_out.0", "to_out.0", channels, channels);
    }
}
