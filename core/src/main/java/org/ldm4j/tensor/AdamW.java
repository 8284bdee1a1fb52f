package org.ldm4j.tensor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), or with decay as a part of the gradient (torch's Adam);
 * step for step what torch's optimisers compute. With decay 0 both are the same. Its moments are tensors of the same names as the parameters, so that a run can be saved and resumed.
 */
public final class AdamW implements AutoCloseable {
    /**
     * The constants of the update.
     *
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param eps added to the root of the second moment
     * @param weightDecay fraction of each weight, times the learning rate, taken off at each step
     * @param decoupled whether the decay is apart from the moments; otherwise it is added to the gradient, as in Adam
     */
    public record Settings(double beta1, double beta2, double eps, double weightDecay, boolean decoupled) {
        public Settings {
            requireBelowOne("beta1", beta1);
            requireBelowOne("beta2", beta2);
            if (!(eps > 0) || !(weightDecay >= 0)) {
                throw new IllegalArgumentException(
                        "eps (" + eps + ") must be positive and weightDecay (" + weightDecay + ") not negative");
            }
        }

        private static void requireBelowOne(String name, double value) {
            if (!(value >= 0 && value < 1)) {
                throw new IllegalArgumentException(name + " (" + value + ") must be at least 0 and below 1");
            }
        }
    }

    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> firstMoments = new LinkedHashMap<>();
    private final Map<String, Tensor> secondMoments = new LinkedHashMap<>();
    private final Settings settings;
    private long steps;

    /** Parameters stay their owner's; their moments begin at zero. */
    public AdamW(Map<String, Tensor> parameters, Settings settings) {
        this.parameters = Map.copyOf(parameters);
        this.settings = settings;
        try (Scope scope = Scope.open()) {
            parameters.forEach((name, parameter) -> {
                firstMoments.put(
                        name, Tensor.zeros(parameter.dtype(), parameter.shape()).keep());
                secondMoments.put(
                        name, Tensor.zeros(parameter.dtype(), parameter.shape()).keep());
            });
        }
    }

    /** Number of steps taken. */
    public long steps() {
        return steps;
    }

    /** Moving averages of the gradients. */
    public Map<String, Tensor> firstMoments() {
        return firstMoments;
    }

    /** Moving averages of the squared gradients. */
    public Map<String, Tensor> secondMoments() {
        return secondMoments;
    }

    /** Goes on after {@code count} steps; the caller has restored the moments. */
    public void resumeAfter(long count) {
        steps = count;
    }

    /** Moves every parameter that has a gradient, and forgets the gradient. */
    public void step(double learningRate) {
        steps++;
        double correction1 = 1 - Math.pow(settings.beta1, steps);
        double correction2 = 1 - Math.pow(settings.beta2, steps);
        try (NoGrad off = NoGrad.open();
                Scalar keep = new Scalar(settings.decoupled ? 1 - learningRate * settings.weightDecay : 1);
                Scalar added = new Scalar(settings.decoupled ? 0 : settings.weightDecay);
                Scalar new1 = new Scalar(1 - settings.beta1);
                Scalar old2 = new Scalar(settings.beta2);
                Scalar new2 = new Scalar(1 - settings.beta2);
                Scalar root = new Scalar(Math.sqrt(correction2));
                Scalar eps = new Scalar(settings.eps);
                Scalar size = new Scalar(-learningRate / correction1)) {
            firstMoments.forEach((name, m) -> {
                Tensor p = Objects.requireNonNull(parameters.get(name));
                org.bytedeco.pytorch.Tensor v = Objects.requireNonNull(secondMoments.get(name)).raw;
                org.bytedeco.pytorch.Tensor gradient = p.raw.grad();
                if (gradient.defined()) {
                    decay(p.raw, gradient, keep, added);
                    m.raw.lerp_(gradient, new1);
                    v.mul_(old2).addcmul_(gradient, gradient, new2);
                    try (var denominator = v.sqrt()) {
                        denominator.div_(root).add_(eps);
                        p.raw.addcdiv_(m.raw, denominator, size);
                    }
                    p.clearGrad();
                }
            });
        }
    }

    private void decay(org.bytedeco.pytorch.Tensor p, org.bytedeco.pytorch.Tensor gradient, Scalar keep, Scalar added) {
        if (settings.decoupled) {
            p.mul_(keep);
        } else if (settings.weightDecay > 0) {
            gradient.add_(p, added);
        }
    }

    @Override
    public void close() {
        firstMoments.values().forEach(Tensor::close);
        secondMoments.values().forEach(Tensor::close);
    }
}
