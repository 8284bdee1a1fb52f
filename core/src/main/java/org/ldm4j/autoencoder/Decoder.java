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
        Norms norms = Norms.plain(config.normGroups());
        layers = Stack.of(coarse(weights, config, norms, 0), fine(weights, config, norms, 0));
    }

    /** The way from the latent to the output of level {@code fine}. */
    static Stack coarse(Weights weights, AutoencoderConfig config, Norms norms, int fine) {
        List<Layer> list = new ArrayList<>();
        int channels = config.channels().get(config.levels() - 1);
        list.add(weights.conv2d("conv_in", config.latentChannels(), channels, 3));
        list.addAll(Middle.layers(weights.at("mid"), config, channels));
        for (int level = config.levels() - 1; level >= fine; level--) { // stored by level, run from the last
            addLevel(list, weights.at("up").at(level), config, norms, level);
            if (level > fine) {
                list.add(doubling(weights, config, level));
            }
        }
        return new Stack(list);
    }

    /** The way on from there to the picture: the levels below {@code fine}, and the output. */
    static Stack fine(Weights weights, AutoencoderConfig config, Norms norms, int fine) {
        List<Layer> list = new ArrayList<>();
        for (int level = fine - 1; level >= 0; level--) {
            list.add(doubling(weights, config, level + 1));
            addLevel(list, weights.at("up").at(level), config, norms, level);
        }
        int channels = config.channels().get(0);
        Layer out = weights.conv2d("conv_out", channels, config.imageChannels(), 3);
        list.add(Strips.normed(norms.norm(weights, "norm_out", channels), out, config.imageChannels()));
        list.add(config.tanhOut() ? Tensor::tanh : Layer.none());
        return new Stack(list);
    }

    private static void addLevel(List<Layer> list, Weights here, AutoencoderConfig config, Norms norms, int level) {
        int channels = config.channels().get(Math.min(level + 1, config.levels() - 1));
        int out = config.channels().get(level);
        for (int i = 0; i <= config.resBlocks(); i++) {
            list.add(new ResBlock(here.at("block").at(i), norms, channels, out));
            channels = out;
            if (config.attention().get(level)) {
                list.add(new AttentionBlock(here.at("attn").at(i), norms, channels));
            }
        }
    }

    /** From a level to the one below: nearest neighbours, then a convolution. */
    private static Layer doubling(Weights weights, AutoencoderConfig config, int level) {
        int channels = config.channels().get(level);
        Layer conv = weights.at("up").at(level).conv2d("upsample.conv", channels, channels, 3);
        return Strips.doubled(conv, channels);
    }

    @Override
    public Tensor apply(Tensor z) {
        return z.apply(layers);
    }
}
