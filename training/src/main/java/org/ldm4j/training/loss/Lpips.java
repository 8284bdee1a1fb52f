package org.ldm4j.training.loss;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * LPIPS (Zhang et al. 2018): distance of two pictures in the features of a VGG16 network, each feature map weighted by
 * learned, non-negative numbers. Weights have the names of the paper's code: {@code net.slice1.0.weight} and so on, with
 * the numbers that VGG16's layers have in torchvision, and {@code lin0.model.1.weight}.
 */
public final class Lpips {
    /** Numbers of the convolutions in torchvision's VGG16, by the slice that ends in a feature map. */
    static final int[][] CONVOLUTIONS = {{0, 2}, {5, 7}, {10, 12, 14}, {17, 19, 21}, {24, 26, 28}};

    /** Widths of VGG16's slices. */
    public static final List<Integer> WIDTHS = List.of(64, 128, 256, 512, 512);

    private static final float[] SHIFT = {-0.030f, -0.088f, -0.188f};
    private static final float[] SCALE = {0.458f, 0.448f, 0.450f};
    private static final double EPS = 1e-10;

    private final List<List<Layer>> slices = new ArrayList<>();
    private final List<Tensor> linear = new ArrayList<>();

    /** Reads VGG16 and the weights of its feature maps; {@code widths} of the slices are VGG16's own but in tests. */
    public Lpips(Weights weights, List<Integer> widths) {
        int in = 3;
        for (int slice = 0; slice < CONVOLUTIONS.length; slice++) {
            int width = widths.get(slice);
            List<Layer> layers = new ArrayList<>();
            for (int number : CONVOLUTIONS[slice]) {
                layers.add(weights.at("net.slice" + (slice + 1)).conv2d(Integer.toString(number), in, width, 3));
                in = width;
            }
            slices.add(List.copyOf(layers));
            linear.add(weights.get("lin" + slice + ".model.1.weight", Init.ONES, 1, width, 1, 1));
        }
    }

    /** Distances of pictures a and b [B, 3, H, W] in [-1, 1]: [B, 1, 1, 1], not negative, 0 for equal ones. */
    public Tensor distance(Tensor a, Tensor b) {
        return Scope.result(() -> {
            List<Tensor> ofA = features(a), ofB = features(b);
            Tensor sum = Tensor.zeros(a.dtype(), a.size(0), 1, 1, 1);
            for (int i = 0; i < ofA.size(); i++) {
                Tensor difference = unit(ofA.get(i)).minus(unit(ofB.get(i))).square();
                Tensor weighted = difference.times(linear.get(i).to(a.dtype())).sum(true, 1); // [B, 1, h, w]
                sum = sum.plus(weighted.mean(true, 2, 3));
            }
            return sum;
        });
    }

    /** The five feature maps of x [B, 3, H, W], after the last ReLU of each slice. */
    List<Tensor> features(Tensor x) {
        List<Tensor> features = new ArrayList<>();
        Tensor h = x.minus(channels(SHIFT, x)).dividedBy(channels(SCALE, x));
        for (List<Layer> slice : slices) {
            h = features.isEmpty() ? h : h.maxPool2();
            for (Layer conv : slice) {
                h = h.apply(conv).relu();
            }
            features.add(h);
        }
        return features;
    }

    private static Tensor channels(float[] values, Tensor x) {
        return Tensor.of(values, 1, values.length, 1, 1).to(x.dtype());
    }

    /** Each position's vector of features at length one; eps stands outside of the root. */
    private static Tensor unit(Tensor f) {
        return f.dividedBy(f.square().sum(true, 1).sqrt().plus(EPS));
    }
}
