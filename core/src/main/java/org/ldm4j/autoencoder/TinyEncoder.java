package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The encoder of TAESD. Layers are numbered through as in its own files, with diffusers' prefix
 * {@code encoder.layers.}.
 */
public final class TinyEncoder {
    private final Stack layers;

    public TinyEncoder(Weights weights, TinyAutoencoderConfig config) {
        Weights here = weights.at("encoder.layers");
        int width = config.encoderWidth(), index = 0;
        List<Layer> list = new ArrayList<>();
        for (int level = 0; level < config.encoderBlocks().size(); level++) {
            String conv = Integer.toString(index++);
            list.add(
                    level == 0
                            ? here.conv2d(conv, config.imageChannels(), width, 3)
                            : here.conv2dWithoutBias(conv, width, width, 3, 2));
            for (int i = 0; i < config.encoderBlocks().get(level); i++) {
                list.add(new TinyBlock(here.at(index++), width, config.activation()));
            }
        }
        list.add(here.conv2d(Integer.toString(index), width, config.latentChannels(), 3));
        layers = new Stack(list);
    }

    /** x: [B, 3, H, W] in [-1, 1], sides multiples of f; returns the latent [B, latentChannels, H/f, W/f] itself. */
    public Tensor encode(Tensor x) {
        return Scope.result(() -> x.plus(1).dividedBy(2).apply(layers));
    }
}
