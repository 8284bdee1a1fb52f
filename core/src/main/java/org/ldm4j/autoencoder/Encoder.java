package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** E: [B, imageChannels, H, W] in [-1, 1] to [B, outChannels, H/f, W/f]: a latent, or its mean and log variance. */
final class Encoder implements Layer {
    private final Stack layers;

    Encoder(Weights weights, AutoencoderConfig config, int outChannels) {
        List<Layer> list = new ArrayList<>();
        int groups = config.normGroups();
        int channels = config.channels().get(0);
        list.add(weights.conv2d("conv_in", config.imageChannels(), channels, 3));
        for (int level = 0; level < config.levels(); level++) {
            Weights here = weights.at("down").at(level);
            int out = config.channels().get(level);
            for (int i = 0; i < config.resBlocks(); i++) {
                list.add(new ResBlock(here.at("block").at(i), groups, channels, out));
                channels = out;
                if (config.attention().get(level)) {
                    list.add(new AttentionBlock(here.at("attn").at(i), groups, channels));
                }
            }
            if (level < config.levels() - 1) {
                list.add(halving(here.at("downsample"), channels));
            }
        }
        list.addAll(Middle.layers(weights.at("mid"), config, channels));
        list.add(weights.groupNorm("norm_out", groups, channels, ResBlock.EPS));
        list.add(Tensor::silu);
        list.add(weights.conv2d("conv_out", channels, outChannels, 3));
        layers = new Stack(list);
    }

    /** Stride 2 with one zero at the right and the bottom only. */
    private static Layer halving(Weights weights, int channels) {
        Layer conv = weights.conv2d("conv", channels, channels, 3, 2, 0);
        return x -> x.pad(0, 1, 0, 1).apply(conv);
    }

    @Override
    public Tensor apply(Tensor x) {
        return x.apply(layers);
    }
}
