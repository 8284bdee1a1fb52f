package org.ldm4j.nn;

import org.ldm4j.tensor.Tensor;

/** Normalises groups of channels of {@code [B, C, ...]}; statistics are taken in float32 whatever the type. */
record GroupNorm(int groups, Tensor weight, Tensor bias, double eps) implements Norm {
    @Override
    public Tensor apply(Tensor x) {
        return x.groupNorm(groups, weight, bias, eps);
    }

    @Override
    public boolean takesParts(Tensor x) {
        return x.hasGroupStatistics();
    }

    @Override
    public Layer of(Tensor x) {
        Tensor statistics = x.groupStatistics(groups);
        return rows -> rows.normalised(statistics, weight, bias, eps);
    }
}
