package org.ldm4j.training;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.DiffusionLoss;
import org.ldm4j.diffusion.NoiseSchedule;
import org.ldm4j.diffusion.Posterior;
import org.ldm4j.diffusion.Prediction;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Tensor;

/** What a diffusion model in training makes smaller, as its settings say. */
final class Objective implements AutoCloseable {
    /** The learned variances' name in checkpoints. */
    static final String LOG_VARIANCES = "logvar";

    private final DiffusionLoss loss;
    private final NoiseSchedule schedule;
    private final double minSnr;
    private final @Nullable Tensor logVariances;

    Objective(LdmRunConfig.Diffusion settings, DType type) {
        schedule = settings.schedule();
        loss = new DiffusionLoss(
                new Posterior(schedule, 0),
                Prediction.named(settings.prediction()),
                DiffusionLoss.Norm.valueOf(settings.loss().toUpperCase(Locale.ROOT)),
                settings.simpleWeight(),
                settings.elboWeight());
        minSnr = settings.minSnr();
        Tensor made = Tensor.full(settings.logvarInit(), schedule.length());
        logVariances = settings.learnLogvar() || settings.logvarInit() != 0
                ? (type == DType.FP64 ? made.to(type) : made).keep()
                : null;
    }

    /** The learned variances, if they are. */
    Map<String, Tensor> parameters(boolean learned) {
        return learned && logVariances != null ? Map.of(LOG_VARIANCES, logVariances.requireGrad()) : Map.of();
    }

    NoiseSchedule schedule() {
        return schedule;
    }

    Prediction prediction() {
        return loss.prediction();
    }

    /** The loss of a batch; its parts are reported. z and eps as {@link Prediction#target}. */
    Tensor of(Tensor output, Tensor z, Tensor eps, Tensor t, Metrics metrics) {
        Tensor errors = loss.errors(output, loss.prediction().target(z, eps, t, schedule));
        if (minSnr > 0) {
            errors = errors.times(DiffusionLoss.minSnrWeights(schedule, loss.prediction(), minSnr, t));
        }
        DiffusionLoss.Parts parts = loss.of(errors, t, logVariances);
        metrics.add("loss_simple", parts.simple().item());
        metrics.add("loss_vlb", parts.lowerBound().item());
        if (logVariances != null) {
            metrics.add("loss_gamma", parts.gamma().item());
        }
        return parts.total();
    }

    @Override
    public void close() {
        if (logVariances != null) {
            logVariances.close();
        }
    }
}
