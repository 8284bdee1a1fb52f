package org.ldm4j.denoiser;

import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** Residual block that takes in the timestep between its two convolutions. */
final class ResBlock implements Block {
    private static final double EPS = 1e-5;

    /**
     * What all residual blocks of a network share.
     *
     * @param normGroups groups of the group norms
     * @param timeChannels width of the timestep embedding
     * @param scaleShiftNorm whether the timestep scales and shifts in place of being added
     */
    record Shape(int normGroups, int timeChannels, boolean scaleShiftNorm) {
        static Shape of(UNetConfig config) {
            return new Shape(config.normGroups(), config.timeChannels(), config.scaleShiftNorm());
        }
    }

    /** How the timestep enters. */
    private interface TimeInput {
        Tensor apply(Tensor h, Tensor time, Layer norm);
    }

    private final Layer norm1;
    private final Layer norm2;
    private final Layer conv1;
    private final Layer conv2;
    private final Layer timeProjection;
    private final Layer shortcut;
    private final Layer resample;
    private final TimeInput timeInput;

    /** A block whose size stays. */
    ResBlock(Weights weights, Shape shape, int in, int out) {
        this(weights, shape, in, out, Layer.none());
    }

    /** A block that resamples its picture between activation and convolution, and on the way around. */
    ResBlock(Weights weights, Shape shape, int in, int out, Layer resample) {
        int groups = shape.normGroups();
        norm1 = weights.groupNorm("in_layers.0", groups, in, EPS);
        conv1 = weights.conv2d("in_layers.2", in, out, 3);
        timeProjection = weights.linear("emb_layers.1", shape.timeChannels(), shape.scaleShiftNorm() ? 2 * out : out);
        norm2 = weights.groupNorm("out_layers.0", groups, out, EPS);
        conv2 = weights.zeroed().conv2d("out_layers.3", out, out, 3);
        shortcut = in == out ? Layer.none() : weights.conv2d("skip_connection", in, out, 1);
        this.resample = resample;
        timeInput = shape.scaleShiftNorm() ? ResBlock::scaleAndShift : ResBlock::add;
    }

    /** x: [B, in, H, W], time: [B or 1, timeChannels]; returns [B, out, H', W']. */
    @Override
    public Tensor forward(Tensor x, Signal signal) {
        return Scope.result(() -> {
            Tensor h = x.apply(norm1).silu().apply(resample).apply(conv1);
            Tensor time =
                    signal.time().silu().apply(timeProjection).unsqueeze(-1).unsqueeze(-1);
            h = timeInput.apply(h, time, norm2).silu().apply(conv2);
            return x.apply(resample).apply(shortcut).plus(h);
        });
    }

    private static Tensor add(Tensor h, Tensor time, Layer norm) {
        return h.plus(time).apply(norm);
    }

    private static Tensor scaleAndShift(Tensor h, Tensor time, Layer norm) {
        Tensor[] scaleShift = time.chunk(2, 1);
        return h.apply(norm).times(scaleShift[0].plus(1)).plus(scaleShift[1]);
    }
}
