package org.ldm4j.addon;

import static org.ldm4j.addon.LoraPart.MAGNITUDE;

import java.util.Arrays;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * m · V/‖V‖ - W with V = W + Δ (Liu et al. 2024, DoRA): the direction is changed by another method, the length of each
 * row (or, as older LyCORIS had it, of each column) is stored. Scaled by a weight it goes straight from W to the result,
 * so that weight 0 is the model itself.
 */
final class Decomposed implements Delta {
    /** Keeps rows of zeros; float32's distance between 1 and the next number, as in LyCORIS. */
    private static final double EPS = Math.ulp(1f);

    private final LoraModule module;
    private final Delta direction;
    private final long[] lengths;

    Decomposed(LoraModule module, Delta direction) {
        this.module = module;
        this.direction = direction;
        lengths = module.shape(MAGNITUDE);
    }

    @Override
    public long[] shape() {
        return direction.shape();
    }

    @Override
    public Tensor of(Tensor weight) {
        boolean rows = isOnRows(weight.shape());
        return Scope.result(() -> {
            Tensor v = weight.plus(direction.of(weight).reshape(weight.shape()));
            long[] broadcast = new long[v.rank()];
            Arrays.fill(broadcast, 1);
            broadcast[rows ? 0 : 1] = v.size(rows ? 0 : 1);
            Tensor norm =
                    v.square().sum(true, others(v.rank(), rows ? 0 : 1)).sqrt().plus(EPS);
            Tensor magnitude = module.read(MAGNITUDE).reshape(broadcast);
            return v.times(magnitude.dividedBy(norm)).minus(weight);
        });
    }

    /** [out], [out, 1, ...] are lengths of rows; [1, in, ...] those of columns. */
    private boolean isOnRows(long[] weight) {
        long count = Arrays.stream(lengths).reduce(1, Math::multiplyExact);
        if (lengths[0] == weight[0] && count == weight[0]) {
            return true;
        }
        if (lengths.length > 1 && weight.length > 1 && lengths[1] == weight[1] && count == weight[1]) {
            return false;
        }
        throw module.refuse(
                module.name(),
                "one magnitude for each row or column of " + Arrays.toString(weight),
                Arrays.toString(lengths));
    }

    private static long[] others(int rank, int kept) {
        long[] dims = new long[rank - 1];
        for (int dim = 0, i = 0; dim < rank; dim++) {
            if (dim != kept) {
                dims[i++] = dim;
            }
        }
        return dims;
    }
}
