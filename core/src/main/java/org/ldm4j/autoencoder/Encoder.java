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
        Norms norms = Norms.plain(config.normGroups());
        layers = Stack.of(fine(weights, config, norms, 0), coarse(weights, config, norms, 0, outChannels));
    }

    /** The way from the picture through the levels below {@code fine}, of which each ends with a halving. */
    static Stack fine(Weights weights, AutoencoderConfig config, Norms norms, int fine) {
        List<Layer> list = new ArrayList<>();
        list.add(weights.conv2d(
                "conv_in", config.imageChannels(), config.channels().get(0), 3));
        for (int level = 0; level < fine; level++) {
            addLevel(list, weights.at("down").at(level), config, norms, level);
        }
        return new Stack(list);
    }

    /** The way on from there. */
    static Stack coarse(Weights weights, AutoencoderConfig config, Norms norms, int fine, int outChannels) {
        List<Layer> list = new ArrayList<>();
        for (int level = fine; level < config.levels(); level++) {
            addLevel(list, weights.at("down").at(level), config, norms, level);
        }
        int channels = config.channels().get(config.levels() - 1);
        list.addAll(Middle.layers(weights.at("mid"), config, channels));
        list.add(norms.norm(weights, "norm_out", channels));
        list.add(Tensor::siluOverwriting);
        list.add(weights.conv2d("conv_out", channels, outChannels, 3));
        return new Stack(list);
    }

    private static void addLevel(List<Layer> list, Weights here, AutoencoderConfig config, Norms norms, int level) {
        int channels = config.channels().get(Math.max(level - 1, 0));
        int out = config.channels().get(level);
        for (int i = 0; i < config.resBlocks(); i++) {
            list.add(new ResBlock(here.at("block").at(i), norms, channels, out));
            channels = out;
            if (config.attention().get(level)) {
                list.add(new AttentionBlock(here.at("attn").at(i), norms, channels));
            }
        }
        if (level < config.levels() - 1) {
            list.add(halving(here.at("downsample"), channels));
        }
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
