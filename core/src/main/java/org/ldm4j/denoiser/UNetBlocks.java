package org.ldm4j.denoiser;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** Builds the block lists of a {@link UNet}, or of its half {@link EncoderUNet}, in the order and under the names of the paper's code. */
final class UNetBlocks {
    private final Weights weights;
    private final UNetConfig config;
    private final ResBlock.Shape shape;
    private final @Nullable TransformerConfig transformer;
    private final Deque<Integer> skipChannels = new ArrayDeque<>();
    private final List<Block> down = new ArrayList<>();
    private final List<UpStage> up = new ArrayList<>();
    private final Block middle;
    private int channels;

    UNetBlocks(Weights weights, UNetConfig config) {
        this.weights = weights;
        this.config = config;
        shape = ResBlock.Shape.of(config);
        transformer = config.transformer();
        channels = config.modelChannels();
        skipChannels.push(channels);
        for (int level = 0; level < config.levels(); level++) {
            addDown(level);
        }
        middle = buildMiddle();
    }

    List<Block> down() {
        return List.copyOf(down);
    }

    Block middle() {
        return middle;
    }

    /** The way up, which a classifier does not have; asked for once. */
    List<UpStage> up() {
        for (int level = config.levels() - 1; level >= 0; level--) {
            addUp(level);
        }
        return List.copyOf(up);
    }

    /** Channels of the middle. */
    int channels() {
        return channels;
    }

    /** Channels of the first convolution, of each block on the way down and of the middle, all together. */
    int features() {
        return channels + skipChannels.stream().mapToInt(Integer::intValue).sum();
    }

    private void addDown(int level) {
        for (int i = 0; i < config.resBlocks(); i++) {
            addDown(residual(nextDown(), channels, level));
        }
        if (level < config.levels() - 1) {
            addDown(shrinking(nextDown().at(0)));
        }
    }

    private void addDown(Block block) {
        down.add(block);
        skipChannels.push(channels);
    }

    private Weights nextDown() {
        return weights.at("input_blocks").at(down.size() + 1);
    }

    /** A residual block from {@code in} to the level's width, and the level's attention. */
    private Block residual(Weights here, int in, int level) {
        channels = config.channels().get(level);
        Block block = new ResBlock(here.at(0), shape, in, channels);
        return config.attention().get(level) ? block.then(attention(here.at(1), level)) : block;
    }

    private Block shrinking(Weights here) {
        if (config.resblockUpDown()) {
            return new ResBlock(here, shape, channels, channels, Tensor::averagePool2);
        }
        Layer conv = here.conv2d("op", channels, channels, 3, 2, 1);
        return (x, signal) -> x.apply(conv);
    }

    private Block buildMiddle() {
        Weights here = weights.at("middle_block");
        int level = config.levels() - 1;
        return new ResBlock(here.at(0), shape, channels, channels)
                .then(attention(here.at(1), level, transformer != null && transformer.middleSelfAttention()))
                .then(new ResBlock(here.at(2), shape, channels, channels));
    }

    private void addUp(int level) {
        for (int i = 0; i <= config.resBlocks(); i++) {
            Weights here = weights.at("output_blocks").at(up.size());
            Block blocks = residual(here, channels + skipChannels.pop(), level);
            boolean grows = level > 0 && i == config.resBlocks();
            int index = config.attention().get(level) ? 2 : 1;
            up.add(new UpStage(blocks, grows ? growing(here.at(index)) : UpStage.Growth.NONE));
        }
    }

    private UpStage.Growth growing(Weights here) {
        if (config.resblockUpDown()) {
            Block block = new ResBlock(here, shape, channels, channels, UNetBlocks::doubled);
            return (x, nextSkip, signal) -> block.forward(x, signal);
        }
        return UpStage.Growth.nearestThen(here.conv2d("conv", channels, channels, 3));
    }

    private static Tensor doubled(Tensor x) {
        return x.upsampleNearest(2 * x.size(2), 2 * x.size(3));
    }

    private Block attention(Weights here, int level) {
        return attention(
                here, level, transformer != null && transformer.selfAttention().get(level));
    }

    private Block attention(Weights here, int level, boolean selfAttention) {
        int heads = config.heads().at(level, channels);
        return transformer == null
                ? new AttentionBlock(here, config.normGroups(), channels, heads, config.newAttentionOrder())
                : new SpatialTransformer(here, transformer, config.normGroups(), channels, heads, selfAttention);
    }
}
