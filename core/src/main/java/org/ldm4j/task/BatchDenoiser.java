package org.ldm4j.task;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.diffusion.Denoiser;
import org.ldm4j.diffusion.Estimate;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The denoiser of a batch. Pictures go through the network in groups, each picture as its own pair of unconditional and
 * conditional input: with groups of one, a picture's result does not depend on its neighbours.
 */
final class BatchDenoiser implements Denoiser, AutoCloseable {
    /** The network with conditions and guidance for one group, [b, C, h, w] to [b, C, h, w]. */
    interface GuidedNetwork extends AutoCloseable {
        int size();

        Tensor predict(Tensor x, double t);

        @Override
        void close();
    }

    private final List<GuidedNetwork> groups;
    private final Prediction prediction;

    BatchDenoiser(List<GuidedNetwork> groups, Prediction prediction) {
        this.groups = List.copyOf(groups);
        this.prediction = prediction;
    }

    @Override
    public Estimate estimate(Tensor x, double t, double alpha, double sigma) {
        Tensor output = groups.size() == 1 ? groups.get(0).predict(x, t) : Scope.result(() -> inGroups(x, t));
        return prediction.estimate(x, output, alpha, sigma);
    }

    private Tensor inGroups(Tensor x, double t) {
        List<Tensor> outputs = new ArrayList<>();
        long start = 0;
        for (GuidedNetwork group : groups) {
            outputs.add(group.predict(x.narrow(0, start, group.size()), t));
            start += group.size();
        }
        return Tensor.cat(0, outputs.toArray(Tensor[]::new));
    }

    @Override
    public void close() {
        groups.forEach(GuidedNetwork::close);
    }
}
