package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** D: [B, latentChannels, h, w] to [B, imageChannels, h * f, w * f], about in [-1, 1]. */
final class Decoder implements Layer {
    private final Stack layers;

    Decoder(Weights weights, AutoencoderConfig config) {
        List<Layer> list = new ArrayList<>();
        int groups = config.normGroups();
        int channels = config.channels().get(config.levels() - 1);
        list.add(weights.conv2d("conv_in", config.latentChannels(), channels, 3));
        list.addAll(Middle.layers(weights.at("mid"), config, channels));
        for (int level = config.levels() - 1; level >= 0; level--) { // stored by level, run from the last
            Weights here = weights.at("up").at(level);
            int out = config.channels().get(level);
            for (int i = 0; i <= config.resBlocks(); i++) {
                list.add(new ResBlock(here.at("block").at(i), groups, channels, out));
                channels = out;
                if (config.attention().get(level)) {
                    list.add(new AttentionBlock(here.at("attn").at(i), groups, channels));
                }
            }
            if (level > 0) {
                list.add(doubling(here.at("upsample"), channels));
            }
        }
        list.add(weights.groupNorm("norm_out", groups, channels, ResBlock.EPS));
        list.add(Tensor::silu);
        list.add(weights.conv2d("conv_out", channels, config.imageChannels(), 3));
        list.add(config.tanhOut() ? Tensor::tanh : Layer.none());
        layers = new Stack(list);
    }

    /** Nearest neighbours, then a convolution. */
    private static Layer doubling(Weights weights, int channels) {
        Layer conv = weights.conv2d("conv", channels, channels, 3);
        return x -> x.upsampleNearest(2 * x.size(2), 2 * x.size(3)).apply(conv);
    }

    @Override
    public Tensor apply(Tensor z) {
        return z.apply(layers);
    }
}
