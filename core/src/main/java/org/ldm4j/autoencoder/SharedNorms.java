package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.nn.Init;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Norm;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * Group norms that take the statistics of the first picture they see for all that follow, so that the tiles of one picture
 * are normalised alike. For one thread and one picture; closed when it is done.
 */
final class SharedNorms implements Norms, AutoCloseable {
    private final int groups;
    private final List<SharedNorm> norms = new ArrayList<>();

    SharedNorms(int groups) {
        this.groups = groups;
    }

    @Override
    public Norm norm(Weights weights, String name, int channels) {
        Weights here = weights.at(name);
        var norm = new SharedNorm(here.get("weight", Init.ONES, channels), here.get("bias", Init.ZEROS, channels));
        norms.add(norm);
        return norm;
    }

    @Override
    public void close() {
        norms.forEach(SharedNorm::close);
    }

    /** One of them: a factor and an offset for each channel once it has seen a picture. */
    private final class SharedNorm implements Norm {
        private final Tensor weight;
        private final Tensor bias;
        private @Nullable Tensor factorAndOffset; // [2, 1, C, 1, 1]

        SharedNorm(Tensor weight, Tensor bias) {
            this.weight = weight;
            this.bias = bias;
        }

        @Override
        public Tensor apply(Tensor x) {
            Tensor known = factorAndOffset;
            if (known == null) {
                known = Scope.result(() -> measured(x)).keep();
                factorAndOffset = known;
            }
            return x.times(known.select(0, 0)).plus(known.select(0, 1));
        }

        /** Once measured, it is the same for any part; before, the first picture is taken whole. */
        @Override
        public boolean takesParts(Tensor x) {
            return factorAndOffset != null;
        }

        @Override
        public Layer of(Tensor x) {
            return this;
        }

        /** x: [1, C, H, W]. */
        private Tensor measured(Tensor x) {
            long channels = x.size(1), each = channels / groups;
            Tensor rows = x.contiguous().to(DType.FP32).reshape(groups, -1);
            Tensor mean = rows.mean(true, 1); // [groups, 1]
            Tensor deviation = rows.minus(mean).square().mean(true, 1).plus(EPS).sqrt();
            Tensor factor = weight.to(DType.FP32).reshape(groups, each).dividedBy(deviation);
            Tensor offset = bias.to(DType.FP32).reshape(groups, each).minus(factor.times(mean));
            return Tensor.stack(0, factor, offset).reshape(2, 1, channels, 1, 1).to(x.dtype());
        }

        void close() {
            if (factorAndOffset != null) {
                factorAndOffset.close();
            }
        }
    }
}
