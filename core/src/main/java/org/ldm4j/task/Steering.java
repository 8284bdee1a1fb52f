package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.diffusion.Denoiser.EpsChange;
import org.ldm4j.tensor.Tensor;

/**
 * What the paper's samplers can do on the way beside their steps (its {@code mask}, {@code quantize_denoised},
 * {@code score_corrector} and {@code temperature}). Immutable; each method returns a changed copy.
 *
 * @param kept what is kept of a latent, or null
 * @param quantised whether every estimate of the clean latent goes through the codebook
 * @param correction what is made of every estimate of the noise, or null
 * @param temperature what the noise of the steps is multiplied by
 */
public record Steering(
        @Nullable Kept kept, boolean quantised, @Nullable EpsChange correction, double temperature) {
    /** Nothing. */
    public static final Steering NONE = new Steering(null, false, null, 1);

    /**
     * A part of a latent that stays. The tensors must live as long as the run.
     *
     * @param x0 the clean latent, [B, C, h, w]
     * @param mask 1 where it stays, 0 where something new comes, [B or 1, C or 1, h, w]
     */
    public record Kept(Tensor x0, Tensor mask) {}

    public Steering {
        Rules.require(Double.isFinite(temperature) && temperature >= 0, "temperature", temperature, "not be negative");
    }

    public Steering keeping(Tensor x0, Tensor mask) {
        return new Steering(new Kept(x0, mask), quantised, correction, temperature);
    }

    public Steering quantising() {
        return new Steering(kept, true, correction, temperature);
    }

    public Steering correcting(EpsChange change) {
        return new Steering(kept, quantised, change, temperature);
    }

    public Steering temperature(double factor) {
        return new Steering(kept, quantised, correction, factor);
    }
}
