package org.ldm4j.addon;

import org.ldm4j.checkpoint.CheckpointException;
import org.ldm4j.tensor.Tensor;

/** What one module of a LoRA adds to a weight. */
interface Delta {
    /** Shape of what is added, told without reading it; two dimensions stand for any kernel with as many values. */
    long[] shape();

    /** What is added to {@code weight}, the original in float32: float32 with the values of {@link #shape()} in order. */
    Tensor of(Tensor weight);

    /**
     * The formula of a module, by the roles that it has.
     *
     * @throws CheckpointException if roles are missing, disagree, or belong to a method that does not add to weights
     */
    static Delta of(LoraModule module) {
        if (module.has(LoraPart.UNSUPPORTED)) {
            throw module.refuse(
                    module.keys().get(0),
                    "LoRA, LoCon, LoHa, LoKr, DoRA or full differences",
                    "another method (OFT, GLoRA, IA3 or a bias by rank)");
        }
        try {
            Delta plain = plain(module);
            return module.has(LoraPart.MAGNITUDE) ? new Decomposed(module, plain) : plain;
        } catch (ArithmeticException e) {
            throw module.refuse(module.name(), "factors of possible lengths", "more values than can be counted");
        }
    }

    private static Delta plain(LoraModule module) {
        if (module.has(LoraPart.HADA_W1_A) || module.has(LoraPart.HADA_W1_B)) {
            return new Hadamard(module);
        }
        if (module.has(LoraPart.LOKR_W1) || module.has(LoraPart.LOKR_W1_A)) {
            return new Kronecker(module);
        }
        return module.has(LoraPart.DIFFERENCE) ? new Difference(module, LoraPart.DIFFERENCE) : new LowRank(module);
    }
}
