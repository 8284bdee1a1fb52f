package org.ldm4j.denoiser;

import java.util.List;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** Feature maps [B, C, H, W] of every block of an {@link EncoderUNet}, the middle's last, to vectors [B, outChannels]. */
@FunctionalInterface
interface Readout {
    double EPS = 1e-5;
    int HIDDEN = 2048;

    Tensor of(List<Tensor> maps);

    static Readout of(Weights weights, Pooling pooling, UNetConfig config, UNetBlocks blocks, int side) {
        return switch (pooling) {
            case ADAPTIVE -> adaptive(weights, config, blocks.channels());
            case ATTENTION -> attention(weights, config, blocks.channels(), side);
            case SPATIAL -> spatial(weights, config, blocks.features(), Tensor::relu, 2);
            case SPATIAL_V2 -> {
                Layer norm = weights.groupNorm("1", config.normGroups(), HIDDEN, EPS);
                yield spatial(
                        weights, config, blocks.features(), x -> x.apply(norm).silu(), 3);
            }
        };
    }

    private static Readout adaptive(Weights weights, UNetConfig config, int channels) {
        Layer norm = weights.groupNorm("0", config.normGroups(), channels, EPS);
        Layer conv = weights.zeroed().conv2d("3", channels, config.outChannels(), 1);
        return maps -> last(maps)
                .apply(norm)
                .silu()
                .mean(true, 2, 3)
                .apply(conv)
                .reshape(last(maps).size(0), -1);
    }

    private static Readout attention(Weights weights, UNetConfig config, int channels, int side) {
        Layer norm = weights.groupNorm("0", config.normGroups(), channels, EPS);
        int heads = config.heads().at(config.levels() - 1, channels);
        var pool = new AttentionPool(weights.at(2), side, channels, heads, config.outChannels());
        return maps -> last(maps).apply(norm).silu().apply(pool);
    }

    private static Readout spatial(Weights weights, UNetConfig config, int features, Layer activation, int index) {
        Layer up = weights.linear("0", features, HIDDEN);
        Layer out = weights.linear(Integer.toString(index), HIDDEN, config.outChannels());
        return maps -> {
            Tensor[] means = maps.stream().map(map -> map.mean(false, 2, 3)).toArray(Tensor[]::new);
            return Tensor.cat(1, means).apply(up).apply(activation).apply(out);
        };
    }

    private static Tensor last(List<Tensor> maps) {
        return maps.get(maps.size() - 1);
    }

    /** Attention from the mean of a map, one query in effect, to the mean and every position. */
    final class AttentionPool implements Layer {
        private final Tensor positions;
        private final Tensor qkvWeight;
        private final Tensor qkvBias;
        private final Tensor outWeight;
        private final Tensor outBias;
        private final int heads;

        AttentionPool(Weights weights, int side, int channels, int heads, int out) {
            Init init = Init.fanIn(channels);
            positions = weights.get(
                    "positional_embedding", Init.normal(1 / Math.sqrt(channels)), channels, (long) side * side + 1);
            qkvWeight = weights.at("qkv_proj").get("weight", init, 3L * channels, channels, 1);
            qkvBias = weights.at("qkv_proj").get("bias", init, 3L * channels);
            outWeight = weights.at("c_proj").get("weight", init, out, channels, 1);
            outBias = weights.at("c_proj").get("bias", init, out);
            this.heads = heads;
        }

        /** x: [B, channels, side, side]; returns [B, out]. */
        @Override
        public Tensor apply(Tensor x) {
            Tensor tokens = Tokens.of(x); // [B, N, C]
            tokens = Tensor.cat(1, tokens.mean(true, 1), tokens).plus(positions.transpose(0, 1));
            Tensor[] parts = tokens.linear(qkvWeight.squeeze(2), qkvBias).chunk(3, -1);
            Tensor attended = Tensor.attention(split(parts[0]), split(parts[1]), split(parts[2]));
            return Tokens.mergeHeads(attended).select(1, 0).linear(outWeight.squeeze(2), outBias);
        }

        private Tensor split(Tensor part) {
            return Tokens.splitHeads(part, heads);
        }
    }
}
