package org.ldm4j.training;

import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.data.PictureSource;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** The posterior of every training picture, computed once: the first stage is frozen, so it can't change. */
final class LatentCache implements AutoCloseable {
    private final Tensor means;
    private final Tensor deviations;

    private LatentCache(Tensor means, Tensor deviations) {
        this.means = means;
        this.deviations = deviations;
    }

    static LatentCache of(KlAutoencoder firstStage, PictureSource pictures) {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            Tensor[] means = new Tensor[pictures.count()];
            Tensor[] deviations = new Tensor[pictures.count()];
            for (int i = 0; i < pictures.count(); i++) {
                try (Scope each = Scope.open()) {
                    var posterior = firstStage.encode(pictures.pictures(i));
                    means[i] = posterior.mean().contiguous().copy().keep();
                    deviations[i] = posterior.deviation().keep();
                }
            }
            var cache = new LatentCache(
                    Tensor.cat(0, means).keep(), Tensor.cat(0, deviations).keep());
            for (int i = 0; i < means.length; i++) {
                means[i].close();
                deviations[i].close();
            }
            return cache;
        }
    }

    /** Samples of the posteriors of these pictures [n, C, h, w], not yet scaled. */
    Tensor sample(Rng rng, long... numbers) {
        return Scope.result(() -> {
            Tensor rows = Tensor.of(numbers, numbers.length);
            Tensor mean = means.indexSelect(0, rows);
            return mean.plus(deviations.indexSelect(0, rows).times(rng.randn(mean.shape())));
        });
    }

    @Override
    public void close() {
        means.close();
        deviations.close();
    }
}
