package org.ldm4j.diffusion;

import java.util.List;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Classifier-free guidance (Ho and Salimans 2021), applied to the network's raw output whatever it predicts.
 *
 * @param scale s in ε_u + s (ε_c - ε_u); at most 1 leaves the conditional output alone
 * @param rescale how far the result's deviation is pulled back to that of the conditional output, 0 to 1 (Lin et al.
 *     2023, section 3.4)
 */
public record Guidance(double scale, double rescale) {
    public Guidance {
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException("guidance scale (" + scale + ") must be a number");
        }
        if (!(rescale >= 0 && rescale <= 1)) {
            throw new IllegalArgumentException("guidance rescale (" + rescale + ") must be from 0 to 1");
        }
    }

    /** Whether the unconditional output is needed at all. */
    public boolean isActive() {
        return scale > 1;
    }

    /** Both outputs [B, C, h, w] to one. */
    public Tensor combine(Tensor unconditional, Tensor conditional) {
        return Scope.result(() -> {
            Tensor guided = unconditional.plus(conditional.minus(unconditional).times(scale));
            return rescale == 0 ? guided : rescaled(guided, conditional);
        });
    }

    /**
     * Several conditions at once, each pulling for itself (Liu et al. 2022, "Compositional Visual Generation with
     * Composable Diffusion Models"): ε_u + s Σ w_i (ε_i - ε_u), at any scale. Rescaling goes by the conditions' mean.
     *
     * @param unconditional [1, C, h, w]
     * @param conditional [n, C, h, w], one picture under n conditions
     * @param weights w, one for each
     */
    public Tensor combine(Tensor unconditional, Tensor conditional, List<Double> weights) {
        return Scope.result(() -> {
            Tensor guided = unconditional;
            for (int i = 0; i < weights.size(); i++) {
                Tensor pull = conditional.narrow(0, i, 1).minus(unconditional);
                guided = guided.plus(pull.times(scale * weights.get(i)));
            }
            return rescale == 0 ? guided : rescaled(guided, conditional.mean(true, 0));
        });
    }

    private Tensor rescaled(Tensor guided, Tensor conditional) {
        long[] allButBatch = {1, 2, 3};
        Tensor ratio = conditional.std(true, allButBatch).dividedBy(guided.std(true, allButBatch));
        return guided.times(ratio).times(rescale).plus(guided.times(1 - rescale));
    }
}
