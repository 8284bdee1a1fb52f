package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The decoder of TAESD: pictures from latents in a few milliseconds, for previews. Layers are numbered through as in
 * diffusers, below {@code decoder.layers.}; activations and enlargements have numbers too.
 */
public final class TinyDecoder {
    /** Latents are pressed into ±3, where TAESD's lie. */
    private static final double MAGNITUDE = 3;

    private final Stack layers;

    public TinyDecoder(Weights weights, TinyAutoencoderConfig config) {
        Weights here = weights.at("decoder.layers");
        int width = config.decoderWidth(),
                index = 2,
                last = config.decoderBlocks().size() - 1;
        List<Layer> list = new ArrayList<>();
        list.add(here.conv2d("0", config.latentChannels(), width, 3));
        list.add(config.activation()::apply);
        for (int level = 0; level <= last; level++) {
            for (int i = 0; i < config.decoderBlocks().get(level); i++) {
                list.add(new TinyBlock(here.at(index++), width, config.activation()));
            }
            if (level < last) {
                int growth = config.growth();
                list.add(x -> x.upsampleNearest(growth * x.size(2), growth * x.size(3)));
                list.add(here.conv2dWithoutBias(Integer.toString(index + 1), width, width, 3, 1));
                index += 2;
            }
        }
        list.add(here.conv2d(Integer.toString(index), width, config.imageChannels(), 3));
        layers = new Stack(list);
    }

    /** z: [B, latentChannels, h, w], divided by the scaling factor; returns [B, 3, h * f, w * f], about in [-1, 1]. */
    public Tensor decode(Tensor z) {
        return Scope.result(() -> z.dividedBy(MAGNITUDE)
                .tanh()
                .times(MAGNITUDE)
                .apply(layers)
                .times(2)
                .plus(-1));
    }
}
