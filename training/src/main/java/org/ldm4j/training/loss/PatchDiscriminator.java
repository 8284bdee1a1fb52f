package org.ldm4j.training.loss;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * PatchGAN (Isola et al. 2017): convolutions that judge every patch of a picture, real or made. Weights are named as in
 * the paper's code, {@code main.0.weight} and so on by the place in the row of layers.
 */
public final class PatchDiscriminator {
    private static final int KERNEL = 4;
    private static final int WIDEST = 8;
    private static final double SLOPE = 0.2;
    private static final double DEVIATION = 0.02;

    private final Weights weights;
    private final List<Step> steps = new ArrayList<>();

    /** A layer that may need to know whether it is trained. */
    private interface Step {
        Tensor apply(Tensor x, boolean training);
    }

    /**
     * Makes or reads the network.
     *
     * @param in channels of the pictures
     * @param width of the first layer; 64 in the paper
     * @param layers that halve the picture, at least 1: 3 or 2 in the paper
     */
    public PatchDiscriminator(Weights weights, int in, int width, int layers) {
        this.weights = weights;
        Weights main = weights.at("main");
        int index = 0, channels = width;
        add(convolution(main.at(index), in, width, 2, true));
        index += 2;
        for (int i = 1; i <= layers; i++) {
            int out = width * Math.min(1 << i, WIDEST);
            add(convolution(main.at(index), channels, out, i < layers ? 2 : 1, false));
            steps.add(new BatchNorm(main.at(index + 1), out));
            steps.add((x, training) -> x.leakyRelu(SLOPE));
            index += 3;
            channels = out;
        }
        steps.add(fixed(convolution(main.at(index), channels, 1, 1, true)));
    }

    private void add(Layer convolution) {
        steps.add(fixed(convolution));
        if (steps.size() == 1) {
            steps.add((x, training) -> x.leakyRelu(SLOPE));
        }
    }

    private static Step fixed(Layer layer) {
        return (x, training) -> x.apply(layer);
    }

    private static Layer convolution(Weights here, int in, int out, int stride, boolean withBias) {
        Tensor kernel = here.get("weight", Init.normal(DEVIATION), out, in, KERNEL, KERNEL);
        Tensor bias = withBias ? here.get("bias", Init.fanIn((long) in * KERNEL * KERNEL), out) : null;
        return x -> x.conv2d(kernel, bias, stride, 1);
    }

    /** Batch norm, which moves its running statistics whenever it is trained. */
    private record BatchNorm(Tensor weight, Tensor bias, Tensor mean, Tensor variance, Tensor batches) implements Step {
        private static final double MOMENTUM = 0.1;
        private static final double EPS = 1e-5;

        BatchNorm(Weights here, int channels) {
            this(
                    here.get(
                            "weight",
                            (rng, shape) -> rng.randn(shape).times(DEVIATION).plus(1),
                            channels),
                    here.get("bias", Init.ZEROS, channels),
                    here.get("running_mean", Init.ZEROS, channels),
                    here.get("running_var", Init.ONES, channels),
                    here.get("num_batches_tracked", Init.ZEROS));
        }

        @Override
        public Tensor apply(Tensor x, boolean training) {
            if (training) {
                batches.copyInPlace(batches.plus(1));
            }
            return x.batchNorm(weight, bias, mean, variance, training, MOMENTUM, EPS);
        }
    }

    /** How real each patch of x [B, in, H, W] looks: [B, 1, h, w], larger is more. Training also moves running statistics. */
    public Tensor logits(Tensor x, boolean training) {
        return Scope.result(() -> {
            Tensor h = x;
            for (Step step : steps) {
                h = step.apply(h, training);
            }
            return h;
        });
    }

    /** What an optimiser moves. */
    public Map<String, Tensor> parameters() {
        return split(false);
    }

    /** Running statistics of the batch norms. */
    public Map<String, Tensor> buffers() {
        return split(true);
    }

    private Map<String, Tensor> split(boolean buffers) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        weights.parameters().forEach((name, tensor) -> {
            if (buffers == (name.contains("running_") || name.endsWith("num_batches_tracked"))) {
                part.put(name, tensor);
            }
        });
        return part;
    }
}
