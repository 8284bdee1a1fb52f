package org.ldm4j.autoencoder;

import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * q(z|x), a Gaussian with independent elements (section 3.1 and appendix G). Tensors are [B, C, h, w] and belong to the
 * scope in which the distribution was made.
 */
public final class DiagonalGaussian {
    private static final double MIN_LOG_VARIANCE = -30;
    private static final double MAX_LOG_VARIANCE = 20;

    private final Tensor mean;
    private final Tensor logVariance;

    private DiagonalGaussian(Tensor mean, Tensor logVariance) {
        this.mean = mean;
        this.logVariance = logVariance;
    }

    /** moments: [B, 2 C, h, w], means before log variances, which are clamped to [-30, 20]. */
    public static DiagonalGaussian of(Tensor moments) {
        Tensor[] parts = moments.chunk(2, 1);
        return new DiagonalGaussian(parts[0], parts[1].clamp(MIN_LOG_VARIANCE, MAX_LOG_VARIANCE));
    }

    public Tensor mean() {
        return mean;
    }

    public Tensor logVariance() {
        return logVariance;
    }

    /** The most likely latent. */
    public Tensor mode() {
        return mean;
    }

    public Tensor deviation() {
        return Scope.result(() -> logVariance.times(0.5).exp());
    }

    /** mean + deviation * noise: the reparameterisation of Kingma and Welling. */
    public Tensor sample(Tensor noise) {
        return Scope.result(() -> mean.plus(deviation().times(noise)));
    }

    /** KL divergence from the standard normal, summed over each latent: [B]. */
    public Tensor kl() {
        return Scope.result(() -> mean.square()
                .plus(logVariance.exp())
                .plus(-1)
                .minus(logVariance)
                .times(0.5)
                .sum(false, 1, 2, 3));
    }

    /** Negative log likelihood of {@code z}, summed over each latent: [B]. */
    public Tensor negativeLogLikelihood(Tensor z) {
        return Scope.result(() -> z.minus(mean)
                .square()
                .dividedBy(logVariance.exp())
                .plus(logVariance)
                .plus(Math.log(2 * Math.PI))
                .times(0.5)
                .sum(false, 1, 2, 3));
    }
}
