package org.ldm4j.denoiser;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The way down of a U-Net with a vector at its end: a classifier of noisy latents, whose gradient can guide sampling
 * (Dhariwal and Nichol 2021; the guided ImageNet model of table 3).
 */
public final class EncoderUNet {
    private final TimestepEmbedding timeEmbedding;
    private final Layer in;
    private final List<Block> down;
    private final Block middle;
    private final Readout readout;

    /**
     * Weights are named as in the paper's code, whose {@code EncoderUNetModel} this is.
     *
     * @param config its {@code outChannels} is the length of the vector
     * @param side height and width of the latents, which only attention pooling must know
     */
    public EncoderUNet(Weights weights, UNetConfig config, Pooling pooling, int side) {
        timeEmbedding = new TimestepEmbedding(weights.at("time_embed"), config.modelChannels(), config.timeChannels());
        in = weights.conv2d("input_blocks.0.0", config.inChannels(), config.modelChannels(), 3);
        var blocks = new UNetBlocks(weights, config);
        down = blocks.down();
        middle = blocks.middle();
        int lowest = side >> (config.levels() - 1);
        readout = Readout.of(weights.at("out"), pooling, config, blocks, lowest);
    }

    /**
     * The vectors, such as the logits of classes.
     *
     * @param x [B, inChannels, H, W]
     * @param t timesteps, float32 [B], or [1] for the whole batch
     * @return [B, outChannels]
     */
    public Tensor forward(Tensor x, Tensor t) {
        return Scope.result(() -> {
            var signal = new Signal(timeEmbedding.forward(t).to(x.dtype()), null);
            List<Tensor> maps = new ArrayList<>();
            maps.add(x.apply(in));
            for (Block block : down) {
                maps.add(block.forward(maps.get(maps.size() - 1), signal));
            }
            maps.add(middle.forward(maps.get(maps.size() - 1), signal));
            return readout.of(maps);
        });
    }
}
