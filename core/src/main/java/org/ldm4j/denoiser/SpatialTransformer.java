package org.ldm4j.denoiser;

import java.util.List;
import java.util.stream.IntStream;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Transformer over the positions of a feature map, which brings the condition in (section 3.3, appendix E.2.1). */
final class SpatialTransformer implements Block {
    private static final double EPS = 1e-6;

    private final Layer norm;
    private final Layer toTokens;
    private final List<TransformerBlock> blocks;
    private final Layer out;
    private final boolean linear;

    SpatialTransformer(
            Weights weights, TransformerConfig config, int normGroups, int channels, int heads, boolean selfAttention) {
        norm = weights.groupNorm("norm", normGroups, channels, EPS);
        linear = config.linearProjections();
        toTokens = projectionIn(weights, channels, linear);
        blocks = IntStream.range(0, config.depth())
                .mapToObj(i -> new TransformerBlock(
                        weights.at("transformer_blocks").at(i),
                        channels,
                        heads,
                        config.contextChannels(),
                        selfAttention))
                .toList();
        out = linear
                ? weights.zeroed().linear("proj_out", channels, channels)
                : weights.zeroed().conv2d("proj_out", channels, channels, 1);
    }

    private static Layer projectionIn(Weights weights, int channels, boolean linear) {
        if (linear) {
            Layer projection = weights.linear("proj_in", channels, channels);
            return picture -> Tokens.of(picture).apply(projection);
        }
        Layer projection = weights.conv2d("proj_in", channels, channels, 1);
        return picture -> Tokens.of(picture.apply(projection));
    }

    /** x: [B, channels, H, W]. */
    @Override
    public Tensor forward(Tensor x, Signal signal) {
        return Scope.result(() -> {
            Tensor tokens = x.apply(norm).apply(toTokens);
            for (TransformerBlock block : blocks) {
                tokens = block.forward(tokens, signal.context());
            }
            return projectOut(tokens, x).plus(x);
        });
    }

    private Tensor projectOut(Tensor tokens, Tensor x) {
        return linear
                ? Tokens.toPicture(tokens.apply(out), x)
                : Tokens.toPicture(tokens, x).apply(out);
    }
}
