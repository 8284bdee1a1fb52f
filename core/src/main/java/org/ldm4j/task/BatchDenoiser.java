package org.ldm4j.task;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The denoiser of a batch. Pictures go through the network in groups, each picture as its own pair of unconditional and
 * conditional input: with groups of one, a picture's result does not depend on its neighbours.
 */
final class BatchDenoiser {
    /** The network with conditions and guidance for one group. */
    interface GuidedNetwork {
        int size();

        /** The output for the evaluation {@code step} of the sampler, [b, C, h, w] to [b, C, h, w]. */
        Tensor predict(int step, Tensor x, double t);
    }

    private final List<GuidedNetwork> groups;
    private final Prediction prediction;
    private final UnaryOperator<Denoiser> change;

    BatchDenoiser(List<GuidedNetwork> groups, Prediction prediction) {
        this(groups, prediction, UnaryOperator.identity());
    }

    /** @param change what is made of the denoiser before a sampler sees it */
    BatchDenoiser(List<GuidedNetwork> groups, Prediction prediction, UnaryOperator<Denoiser> change) {
        this.groups = List.copyOf(groups);
        this.prediction = prediction;
        this.change = change;
    }

    /** The denoiser of the evaluation {@code step}, counted from 0 over the whole schedule. */
    Denoiser at(int step) {
        return change.apply((x, t, alpha, sigma) -> prediction.estimate(x, predict(step, x, t), alpha, sigma));
    }

    private Tensor predict(int step, Tensor x, double t) {
        return groups.size() == 1 ? groups.get(0).predict(step, x, t) : Scope.result(() -> inGroups(step, x, t));
    }

    private Tensor inGroups(int step, Tensor x, double t) {
        List<Tensor> outputs = new ArrayList<>();
        long start = 0;
        for (GuidedNetwork group : groups) {
            outputs.add(group.predict(step, x.narrow(0, start, group.size()), t));
            start += group.size();
        }
        return Tensor.cat(0, outputs.toArray(Tensor[]::new));
    }
}
