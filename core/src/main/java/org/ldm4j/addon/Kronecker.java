package org.ldm4j.addon;

import static org.ldm4j.addon.LoraPart.LOKR_T2;
import static org.ldm4j.addon.LoraPart.LOKR_W1;
import static org.ldm4j.addon.LoraPart.LOKR_W1_A;
import static org.ldm4j.addon.LoraPart.LOKR_W1_B;
import static org.ldm4j.addon.LoraPart.LOKR_W2;
import static org.ldm4j.addon.LoraPart.LOKR_W2_A;
import static org.ldm4j.addon.LoraPart.LOKR_W2_B;

import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * alpha/r · W1 ⊗ W2 (LoKr of LyCORIS, after KronA): each factor is whole or a product of two matrices, the second also
 * with a core kernel. Where both are whole there is no rank, and alpha counts for nothing.
 */
final class Kronecker implements Delta {
    private final LoraModule module;
    private final long[] small;
    private final long[] large;
    private final long[] shape;
    private final double scale;

    Kronecker(LoraModule module) {
        this.module = module;
        small = module.has(LOKR_W1) ? module.matrix(LOKR_W1) : product(LOKR_W1_A, LOKR_W1_B);
        large = module.has(LOKR_W2) ? module.matrix(LOKR_W2) : second();
        shape = new long[] {Math.multiplyExact(small[0], large[0]), Math.multiplyExact(small[1], large[1])};
        scale = scale();
    }

    private long[] product(LoraPart a, LoraPart b) {
        long[] left = module.matrix(a), right = module.matrix(b);
        module.requireRank(b, left[1], right[0]);
        return new long[] {left[0], right[1]};
    }

    private long[] second() {
        if (!module.has(LOKR_T2)) {
            return product(LOKR_W2_A, LOKR_W2_B);
        }
        long[] left = module.matrix(LOKR_W2_A), right = module.matrix(LOKR_W2_B), core = module.shape(LOKR_T2);
        module.requireRank(LOKR_T2, left[0], core[0]);
        module.requireRank(LOKR_T2, right[0], module.matrix(LOKR_T2)[1] / Tucker.values(core));
        return new long[] {left[1], right[1] * Tucker.values(core)};
    }

    private double scale() {
        if (!module.has(LOKR_W1)) {
            return module.scale(module.shape(LOKR_W1_B)[0]);
        }
        return module.has(LOKR_W2) ? 1 : module.scale(module.shape(LOKR_W2_B)[0]);
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** Kernels are flattened: their positions stay innermost, so the product of matrices has the same order. */
    @Override
    public Tensor of(Tensor weight) {
        return Scope.result(() -> {
            Tensor w1 = module.has(LOKR_W1) ? module.readMatrix(LOKR_W1) : multiplied(LOKR_W1_A, LOKR_W1_B);
            Tensor w2 = module.has(LOKR_W2) ? module.readMatrix(LOKR_W2) : readSecond();
            Tensor pairs = w1.reshape(small[0], 1, small[1], 1).times(w2.reshape(1, large[0], 1, large[1]));
            return pairs.reshape(shape).times(scale);
        });
    }

    private Tensor multiplied(LoraPart a, LoraPart b) {
        return module.readMatrix(a).matmul(module.readMatrix(b));
    }

    private Tensor readSecond() {
        return module.has(LOKR_T2)
                ? Tucker.rebuild(module.read(LOKR_T2), module.readMatrix(LOKR_W2_A), module.readMatrix(LOKR_W2_B))
                : multiplied(LOKR_W2_A, LOKR_W2_B);
    }
}
