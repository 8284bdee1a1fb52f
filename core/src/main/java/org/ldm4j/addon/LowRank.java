package org.ldm4j.addon;

import static org.ldm4j.addon.LoraPart.DOWN;
import static org.ldm4j.addon.LoraPart.MID;
import static org.ldm4j.addon.LoraPart.UP;

import java.util.Arrays;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * alpha/r · B A (Hu et al. 2021, LoRA). For a convolution A [r, in, k, k] is the kernel and B is 1x1 (LoCon), or both are
 * 1x1 and a third kernel [r, r, k, k] stands between them (LoCon with a Tucker decomposition).
 */
final class LowRank implements Delta {
    private final LoraModule module;
    private final long[] shape;
    private final double scale;

    LowRank(LoraModule module) {
        this.module = module;
        long[] down = module.shape(DOWN);
        long[] up = module.matrix(UP);
        long rank = module.matrix(DOWN)[0];
        module.requireRank(UP, rank, up[1]);
        long[] kernel = module.has(MID) ? kernel(rank) : Arrays.copyOfRange(down, 2, down.length);
        shape = Tucker.shape(up[0], down[1], kernel);
        scale = module.scale(rank);
    }

    private long[] kernel(long rank) {
        long[] mid = module.shape(MID);
        module.requireRank(MID, rank, mid[0]);
        module.requireRank(MID, rank, module.matrix(MID)[1] / Tucker.values(mid));
        module.requireRank(DOWN, module.shape(DOWN)[1], module.matrix(DOWN)[1]);
        return Arrays.copyOfRange(mid, 2, mid.length);
    }

    @Override
    public long[] shape() {
        return shape.clone();
    }

    @Override
    public Tensor of(Tensor weight) {
        return Scope.result(() -> {
            Tensor up = module.readMatrix(UP), down = module.readMatrix(DOWN);
            Tensor product =
                    module.has(MID) ? Tucker.rebuild(module.read(MID), up.transpose(0, 1), down) : up.matmul(down);
            return product.times(scale);
        });
    }
}
