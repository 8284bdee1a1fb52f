package org.ldm4j.addon;

import static org.ldm4j.addon.LoraPart.HADA_T1;
import static org.ldm4j.addon.LoraPart.HADA_T2;
import static org.ldm4j.addon.LoraPart.HADA_W1_A;
import static org.ldm4j.addon.LoraPart.HADA_W1_B;
import static org.ldm4j.addon.LoraPart.HADA_W2_A;
import static org.ldm4j.addon.LoraPart.HADA_W2_B;

import java.util.Arrays;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** alpha/r · (W1a W1b) ∘ (W2a W2b): LoHa, after FedPara (Hyeon-Woo et al. 2022); with cores t1 and t2 for kernels. */
final class Hadamard implements Delta {
    private final LoraModule module;
    private final long[] shape;
    private final double scale;

    Hadamard(LoraModule module) {
        this.module = module;
        shape = factor(HADA_W1_A, HADA_W1_B, HADA_T1);
        long[] other = factor(HADA_W2_A, HADA_W2_B, HADA_T2);
        if (!Arrays.equals(shape, other)) {
            throw module.refuse(
                    module.name(), "two factors of one shape, " + Arrays.toString(shape), Arrays.toString(other));
        }
        scale = module.scale(module.shape(HADA_W1_B)[0]);
    }

    private long[] factor(LoraPart a, LoraPart b, LoraPart core) {
        long[] left = module.matrix(a), right = module.matrix(b);
        if (!module.has(core)) {
            module.requireRank(b, left[1], right[0]);
            return new long[] {left[0], right[1]};
        }
        long[] kernel = module.shape(core);
        module.requireRank(core, left[0], kernel[0]);
        module.requireRank(core, right[0], module.matrix(core)[1] / Tucker.values(kernel));
        return Tucker.shape(left[1], right[1], Arrays.copyOfRange(kernel, 2, kernel.length));
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor of(Tensor weight) {
        return Scope.result(() -> product(HADA_W1_A, HADA_W1_B, HADA_T1)
                .times(product(HADA_W2_A, HADA_W2_B, HADA_T2))
                .times(scale));
    }

    private Tensor product(LoraPart a, LoraPart b, LoraPart core) {
        Tensor left = module.readMatrix(a), right = module.readMatrix(b);
        return module.has(core) ? Tucker.rebuild(module.read(core), left, right) : left.matmul(right);
    }
}
