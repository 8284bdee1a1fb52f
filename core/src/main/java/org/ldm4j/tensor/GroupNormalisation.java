package org.ldm4j.tensor;

import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Group norm whose result does not depend on the number of threads.
 *
 * <p>libtorch's kernel for contiguous pictures is so by itself; that for channels-last ones shares out the positions of a
 * picture among its threads as soon as there are 1024 of them, and adds up in another order for each number. So larger
 * channels-last pictures are added up in parts of few positions, each by one thread, and then scaled and shifted channel
 * by channel (docs/performance.md).
 */
final class GroupNormalisation {
    private static final long PARALLEL_POSITIONS = 1024;
    private static final long PART = 32;

    /** Numbers in float32 at a time: they stay in the processor's cache, and their parts' sums are added by one thread. */
    private static final long AT_A_TIME = 1 << 18;

    private final int groups;
    private final Tensor weight;
    private final Tensor bias;
    private final double eps;

    private GroupNormalisation(int groups, Tensor weight, Tensor bias, double eps) {
        this.groups = groups;
        this.weight = weight;
        this.bias = bias;
        this.eps = eps;
    }

    /** Whether a picture is added up in parts: {@link #statistics} are then those that {@link #of} takes. */
    static boolean isInParts(Tensor x) {
        return isLarge(x) && isExactInParts(x);
    }

    private static boolean isLarge(Tensor x) {
        return x.rank() == 4 && x.isChannelsLast() && x.size(2) * x.size(3) >= PARALLEL_POSITIONS;
    }

    private static boolean isExactInParts(Tensor x) {
        return x.dtype() != DType.FP64 && !x.requiresGrad() && x.size(2) * x.size(3) % PART == 0;
    }

    static Tensor of(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        if (!isLarge(x)) {
            return plain(x, groups, weight, bias, eps);
        }
        return Scope.result(() -> isExactInParts(x)
                ? new GroupNormalisation(groups, weight.to(DType.FP32), bias.to(DType.FP32), eps).inParts(x)
                : plain(x.contiguous(), groups, weight, bias, eps).channelsLast());
    }

    private static Tensor plain(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        try (TensorOptional w = Tensor.optional(weight);
                TensorOptional b = Tensor.optional(bias)) {
            return Tensor.call("groupNorm", () -> torch.group_norm(x.raw, groups, w, b, eps, true), x, weight);
        }
    }

    private Tensor inParts(Tensor x) {
        Tensor[] pictures = new Tensor[Math.toIntExact(x.size(0))];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = one(x.narrow(0, i, 1));
        }
        return pictures.length == 1 ? pictures[0] : Tensor.cat(0, pictures);
    }

    /** One picture [1, C, H, W], channels last. */
    private Tensor one(Tensor x) {
        return Scope.result(() -> scaled(x, statistics(x, groups)));
    }

    /** Mean and variance of each channel's group in a picture [1, C, H, W], channels last: [2, C] in float32. */
    static Tensor statistics(Tensor x, int groups) {
        return Scope.result(() -> {
            long channels = x.size(1), positions = x.size(2) * x.size(3), each = channels / groups;
            Tensor sums = sums(x.permute(0, 2, 3, 1).reshape(-1, PART, channels)); // [2, C]
            Tensor means = sums.reshape(2, groups, each).sum(false, 2).dividedBy(positions * each);
            Tensor mean = means.narrow(0, 0, 1);
            Tensor variance = means.narrow(0, 1, 1).minus(mean.times(mean));
            return Tensor.stack(0, perChannel(mean, groups, each), perChannel(variance, groups, each));
        });
    }

    /** A picture, or rows of one, by the statistics of the whole. */
    static Tensor normalised(Tensor x, Tensor statistics, Tensor weight, Tensor bias, double eps) {
        return Scope.result(
                () -> new GroupNormalisation(1, weight.to(DType.FP32), bias.to(DType.FP32), eps).scaled(x, statistics));
    }

    /** Sums of values and of squares in parts [P, PART, C], over all but the channels: [2, C] in float64. */
    private static Tensor sums(Tensor parts) {
        long step = Math.max(1, AT_A_TIME / (PART * parts.size(2)));
        Tensor total = Tensor.zeros(DType.FP64, 2, parts.size(2));
        for (long start = 0; start < parts.size(0); start += step) {
            Tensor some = parts.narrow(0, start, Math.min(step, parts.size(0) - start));
            total = total.plus(Scope.result(() -> {
                Tensor x = some.to(DType.FP32);
                Tensor ofParts = Tensor.cat(1, x.sum(true, 1), x.times(x).sum(true, 1)); // [some, 2, C]
                return ofParts.to(DType.FP64).sum(false, 0);
            }));
        }
        return total;
    }

    /** [1, groups] to [C] in float32. */
    private static Tensor perChannel(Tensor ofGroups, long groups, long each) {
        return ofGroups.reshape(groups, 1)
                .expand(groups, each)
                .reshape(groups * each)
                .to(DType.FP32);
    }

    /** (x - mean) / sqrt(variance + eps) * weight + bias, each channel by its own numbers and rounded once. */
    private Tensor scaled(Tensor x, Tensor statistics) {
        Tensor mean = statistics.select(0, 0), variance = statistics.select(0, 1);
        try (TensorOptional w = Tensor.optional(weight);
                TensorOptional b = Tensor.optional(bias);
                TensorOptional m = Tensor.optional(mean);
                TensorOptional v = Tensor.optional(variance)) {
            return Tensor.call("groupNorm", () -> torch.batch_norm(x.raw, w, b, m, v, false, 0, eps, false), x);
        }
    }
}
