package org.ldm4j.training.loss;

import org.jspecify.annotations.Nullable;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The objective of the first stage (section 3.1, equation 25 of the appendix): absolute error and perceptual distance, a
 * regularisation of the latent, and a discriminator whose share is balanced by gradients at the decoder's last layer.
 */
public final class FirstStageLoss {
    private static final double LARGEST_WEIGHT = 1e4;
    private static final double GRADIENT_EPS = 1e-4;

    private final Settings settings;
    private final @Nullable Lpips perceptual;
    private final @Nullable PatchDiscriminator discriminator;
    private final Tensor logVariance;

    /**
     * The weights of the objective.
     *
     * @param reduction how the error of pictures becomes a scalar
     * @param perceptualWeight of LPIPS, which counts for every pixel and channel
     * @param regularisation weight of the KL divergence or of the codebook's loss
     * @param discriminatorStart first step, counted from 0, in which the discriminator has a share
     * @param discriminatorFactor of the discriminator's own loss and of its share
     * @param discriminatorWeight of its share alone
     * @param gan what the discriminator makes smaller
     */
    public record Settings(
            Reduction reduction,
            double perceptualWeight,
            double regularisation,
            long discriminatorStart,
            double discriminatorFactor,
            double discriminatorWeight,
            GanLoss gan) {
        double factor(long step) {
            return step < discriminatorStart ? 0 : discriminatorFactor;
        }
    }

    /** Sum over a picture and mean over the batch, as KL models have it; or mean over all, as models with a codebook. */
    public enum Reduction {
        SUM_OF_PICTURE,
        MEAN
    }

    /** Is told the parts of a loss by name. */
    @FunctionalInterface
    public interface Parts {
        void part(String name, double value);
    }

    /**
     * Puts the parts together.
     *
     * @param perceptual LPIPS, or null to leave it out
     * @param discriminator the judge, or null to leave it out
     * @param logVariance learned scale of the error, a scalar; the paper's code makes it and never moves it from 0
     */
    public FirstStageLoss(
            Settings settings,
            @Nullable Lpips perceptual,
            @Nullable PatchDiscriminator discriminator,
            Tensor logVariance) {
        this.settings = settings;
        this.perceptual = perceptual;
        this.discriminator = discriminator;
        this.logVariance = logVariance;
    }

    /**
     * What the autoencoder makes smaller.
     *
     * @param x pictures [B, 3, H, W] in [-1, 1]
     * @param reconstruction of them, with its graph
     * @param regularisation scalar: KL divergence summed over each latent, mean over the batch; or the codebook's loss
     * @param lastLayer kernel of the decoder's last convolution
     * @param step counted from 0
     */
    public Tensor ofAutoencoder(
            Tensor x, Tensor reconstruction, Tensor regularisation, Tensor lastLayer, long step, Parts parts) {
        return Scope.result(() -> {
            Tensor error = reconstruction(x, reconstruction, parts);
            Tensor total = error.plus(regularisation.times(settings.regularisation()));
            parts.part("regularisation", regularisation.item());
            if (discriminator != null) {
                Tensor g = GanLoss.ofGenerator(discriminator.logits(reconstruction, true));
                double weight = adaptiveWeight(error, g, lastLayer) * settings.discriminatorWeight();
                total = total.plus(g.times(weight * settings.factor(step)));
                parts.part("g_loss", g.item());
                parts.part("d_weight", weight);
                parts.part("disc_factor", settings.factor(step));
            }
            return total;
        });
    }

    private Tensor reconstruction(Tensor x, Tensor reconstruction, Parts parts) {
        Tensor error = x.minus(reconstruction).abs();
        if (perceptual != null) {
            Tensor distance = perceptual.distance(x, reconstruction);
            parts.part("p_loss", distance.mean().item());
            error = error.plus(distance.times(settings.perceptualWeight()));
        }
        parts.part("rec_loss", error.mean().item());
        Tensor likelihood = settings.reduction() == Reduction.MEAN
                ? error.mean()
                : error.dividedBy(logVariance.exp()).plus(logVariance).sum().dividedBy(x.size(0));
        parts.part("nll_loss", likelihood.item());
        return likelihood;
    }

    /** ‖∇ error‖ / (‖∇ g‖ + 1e-4) at the last layer, at most 1e4: both parts then pull at it alike. */
    private static double adaptiveWeight(Tensor error, Tensor g, Tensor lastLayer) {
        double ofError = error.gradientOf(lastLayer).norm().item();
        double ofJudge = g.gradientOf(lastLayer).norm().item();
        return Math.min(ofError / (ofJudge + GRADIENT_EPS), LARGEST_WEIGHT);
    }

    /** What the discriminator makes smaller; neither picture brings a graph. */
    public Tensor ofDiscriminator(Tensor x, Tensor reconstruction, long step, Parts parts) {
        if (discriminator == null) {
            throw new IllegalStateException("discriminator must be there");
        }
        return Scope.result(() -> {
            Tensor real = discriminator.logits(x.detach(), true);
            Tensor fake = discriminator.logits(reconstruction.detach(), true);
            parts.part("logits_real", real.mean().item());
            parts.part("logits_fake", fake.mean().item());
            return settings.gan().ofDiscriminator(real, fake).times(settings.factor(step));
        });
    }
}
