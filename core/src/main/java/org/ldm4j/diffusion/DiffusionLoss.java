package org.ldm4j.diffusion;

import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.Tensor;

/**
 * The training objective (equation 3 of the paper, and what its code adds): mean error of the network's output, divided by a
 * learned variance where there is one, plus a share of the variational lower bound.
 *
 * @param norm how an error is measured
 * @param simpleWeight {@code l_simple_weight}
 * @param lowerBoundWeight {@code original_elbo_weight}
 */
public record DiffusionLoss(
        Posterior posterior, Prediction prediction, Norm norm, double simpleWeight, double lowerBoundWeight) {

    /** How errors are measured: {@code loss_type}. */
    public enum Norm {
        /** Absolute value. */
        L1,
        /** Square. */
        L2,
        /** Square where small, absolute value where large, smoothly in between: 2 c (sqrt(d² + c²) - c), c = 0.1, as diffusers. */
        HUBER;

        private static final double HUBER_TURN = 0.1;

        Tensor of(Tensor difference) {
            return switch (this) {
                case L1 -> difference.abs();
                case L2 -> difference.square();
                case HUBER ->
                    difference
                            .square()
                            .plus(HUBER_TURN * HUBER_TURN)
                            .sqrt()
                            .plus(-HUBER_TURN)
                            .times(2 * HUBER_TURN);
            };
        }
    }

    /**
     * The parts of a loss, scalars.
     *
     * @param total what is minimised
     * @param simple mean error, {@code loss_simple} in the reference's logs
     * @param gamma the same under the learned variance, {@code loss_gamma}
     * @param lowerBound {@code loss_vlb}
     */
    public record Parts(Tensor total, Tensor simple, Tensor gamma, Tensor lowerBound) {}

    /** The squared error alone, as all models of the paper were trained. */
    public static DiffusionLoss simple(NoiseSchedule schedule, Prediction prediction) {
        return new DiffusionLoss(new Posterior(schedule, 0), prediction, Norm.L2, 1, 0);
    }

    /**
     * The loss of a batch.
     *
     * @param output of the network, [B, ...]
     * @param target {@link Prediction#target}, as the output
     * @param t int64 [B]
     * @param logVariances the learned logarithm of the variance of every timestep [T], or nothing for 0 everywhere
     */
    public Parts of(Tensor output, Tensor target, Tensor t, @Nullable Tensor logVariances) {
        return of(errors(output, target), t, logVariances);
    }

    /** The same from each picture's error [B], perhaps weighted as by {@link #minSnrWeights}. */
    public Parts of(Tensor errors, Tensor t, @Nullable Tensor logVariances) {
        Tensor gamma = errors;
        if (logVariances != null) {
            Tensor logVariance = logVariances.indexSelect(0, t);
            gamma = errors.times(logVariance.negated().exp()).plus(logVariance);
        }
        Tensor weights = NoiseSchedule.factors(step -> posterior.lowerBoundWeight(prediction, step), t.toLongs(), 1);
        Tensor lowerBound = errors.times(weights).mean();
        Tensor total = gamma.mean().times(simpleWeight);
        if (lowerBoundWeight != 0) {
            total = total.plus(lowerBound.times(lowerBoundWeight));
        }
        return new Parts(total, errors.mean(), gamma.mean(), lowerBound);
    }

    /** The mean error of each picture, [B]. */
    public Tensor errors(Tensor output, Tensor target) {
        return norm.of(target.minus(output))
                .mean(false, LongStream.range(1, output.rank()).toArray());
    }

    /**
     * Weights of the pictures by their timesteps that keep the easy, hardly noised ones from ruling (min-SNR, Hang et al.
     * 2023): float32 [B] for t int64 [B].
     */
    public static Tensor minSnrWeights(NoiseSchedule schedule, Prediction prediction, double gamma, Tensor t) {
        return NoiseSchedule.factors(
                step -> {
                    double snr = schedule.snr(step), limited = Math.min(snr, gamma);
                    return switch (prediction) {
                        case EPS -> limited / snr;
                        case V -> limited / (snr + 1);
                        case X0 -> limited;
                    };
                },
                t.toLongs(),
                1);
    }
}
