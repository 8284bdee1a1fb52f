package org.ldm4j.denoiser;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The denoising network ε_θ(z_t, t, τ(y)) of section 3.2 and 3.3: levels of residual blocks and attention on the way
 * down, a middle block, and the way up that also sees what each block on the way down returned.
 */
public final class UNet {
    private static final double EPS = 1e-5;

    private final TimestepEmbedding timeEmbedding;
    private final @Nullable ClassEmbedding classEmbedding;
    private final Layer in;
    private final List<Block> down;
    private final Block middle;
    private final List<UpStage> up;
    private final Layer normOut;
    private final Layer out;

    /** Weights are named as below {@code model.diffusion_model.} in a checkpoint of the paper. */
    public UNet(Weights weights, UNetConfig config) {
        timeEmbedding = new TimestepEmbedding(weights.at("time_embed"), config.modelChannels(), config.timeChannels());
        classEmbedding = config.classes() == null
                ? null
                : new ClassEmbedding(weights.at("label_emb"), config.classes(), config.timeChannels());
        in = weights.conv2d("input_blocks.0.0", config.inChannels(), config.modelChannels(), 3);
        var blocks = new UNetBlocks(weights, config);
        down = blocks.down();
        middle = blocks.middle();
        up = blocks.up();
        normOut = weights.groupNorm("out.0", config.normGroups(), config.modelChannels(), EPS);
        out = weights.zeroed().conv2d("out.2", config.modelChannels(), config.outChannels(), 3);
    }

    /**
     * The network's raw output.
     *
     * @param x [B, inChannels, H, W]
     * @param t timesteps, float32 [B], or [1] for the whole batch; may be fractional
     * @param context the condition's tokens [B, M, contextChannels], or null
     * @return [B, outChannels, H, W] in the element type of x
     */
    public Tensor forward(Tensor x, Tensor t, @Nullable Tensor context) {
        return forward(x, t, context, null);
    }

    /** The same with class labels, int64 [B]; required by, and only by, a network with classes. */
    public Tensor forward(Tensor x, Tensor t, @Nullable Tensor context, @Nullable Tensor labels) {
        return Scope.result(() -> {
            var signal = new Signal(embedding(t, labels).to(x.dtype()), context);
            Deque<Tensor> skips = new ArrayDeque<>();
            Tensor h = x.apply(in);
            skips.push(h);
            for (Block block : down) {
                h = block.forward(h, signal);
                skips.push(h);
            }
            h = middle.forward(h, signal);
            for (UpStage stage : up) {
                h = stage.forward(h, skips.pop(), skips.peek(), signal);
            }
            return h.apply(normOut).silu().apply(out);
        });
    }

    private Tensor embedding(Tensor t, @Nullable Tensor labels) {
        if ((labels == null) != (classEmbedding == null)) {
            throw new IllegalArgumentException(
                    classEmbedding == null ? "this U-Net takes no class labels" : "this U-Net needs class labels");
        }
        Tensor time = timeEmbedding.forward(t);
        return labels == null || classEmbedding == null ? time : time.plus(classEmbedding.forward(labels));
    }
}
