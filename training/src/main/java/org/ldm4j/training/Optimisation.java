package org.ldm4j.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ldm4j.tensor.AdamW;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The step that every trainer shares: forward passes whose gradients add up, check, clipping, update of each group, and
 * the moving average, which follows after every pass (the paper's LitEma does, also while gradients accumulate).
 */
final class Optimisation implements AutoCloseable {
    private final Trainer trainer;
    private final Settings settings;
    private final List<Map<String, Tensor>> groups;
    private final List<AdamW> optimisers = new ArrayList<>();
    private final Ema ema;
    private final TrainingState state;

    Optimisation(Trainer trainer, Settings settings) {
        this.trainer = trainer;
        this.settings = settings;
        groups = trainer.groups();
        groups.forEach(group -> optimisers.add(new AdamW(group, settings.adam())));
        ema = new Ema(groups.get(0), settings.emaDecay(), settings.emaRamp());
        state = new TrainingState(trainer, optimisers, ema);
    }

    TrainingState state() {
        return state;
    }

    /** The weights to be saved as a model. */
    Map<String, Tensor> model() {
        return settings.emaDecay() > 0 ? ema.averages() : groups.get(0);
    }

    /** Takes step {@code step} (from 1) and returns the loss of the first group. */
    double step(long step, Metrics metrics) {
        var means = new Means();
        double loss = 0;
        for (int i = 1; i <= settings.accumulate(); i++) {
            long pass = (step - 1) * settings.accumulate() + i;
            for (int group = 0; group < groups.size(); group++) {
                double value = pass(step, pass, group, means);
                loss += group == 0 ? value / settings.accumulate() : 0;
                if (i == settings.accumulate()) {
                    update(step, pass, group, means);
                }
            }
            ema.update(pass);
        }
        means.writeTo(metrics);
        return loss;
    }

    private double pass(long step, long pass, int group, Metrics metrics) {
        askOnly(group);
        try (Scope scope = Scope.open()) {
            Tensor loss = trainer.loss(pass, group, metrics);
            double value = loss.item();
            if (!Double.isFinite(value)) {
                throw new NotFinite(step, pass, pass, "the loss" + suffix(group), value);
            }
            metrics.add("loss" + suffix(group), value);
            Tensor share = settings.accumulate() == 1 ? loss : loss.times(1.0 / settings.accumulate());
            share.backward();
            return value;
        }
    }

    /** A loss may run through the networks of other groups, whose gradients are not its own to change. */
    private void askOnly(int group) {
        for (int other = 0; other < groups.size(); other++) {
            groups.get(other).values().forEach(other == group ? Tensor::requireGrad : Tensor::withoutGrad);
        }
    }

    private void update(long step, long lastPass, int group, Metrics metrics) {
        Map<String, Tensor> parameters = groups.get(group);
        long firstPass = lastPass - settings.accumulate() + 1;
        double norm = Gradients.norm(
                parameters,
                (name, value) -> new NotFinite(step, firstPass, lastPass, "the gradient of " + name, value));
        Gradients.clip(parameters, norm, settings.clipNorm());
        double learningRate = settings.learningRate(step, group);
        optimisers.get(group).step(learningRate);
        trainer.updated(group);
        metrics.add("gradient_norm" + suffix(group), norm);
        metrics.add("learning_rate" + suffix(group), learningRate);
    }

    private static String suffix(int group) {
        return group == 0 ? "" : "_" + (group + 1);
    }

    @Override
    public void close() {
        ema.close();
        optimisers.forEach(AdamW::close);
    }
}
