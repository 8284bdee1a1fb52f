package org.ldm4j.training;

import org.ldm4j.autoencoder.FirstStage;
import org.ldm4j.data.PictureSource;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Rng;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/** What the encoder says of every training picture, computed once: the first stage is frozen, so it can't change. */
final class LatentCache implements AutoCloseable {
    private final FirstStage firstStage;
    private final Tensor moments;

    private LatentCache(FirstStage firstStage, Tensor moments) {
        this.firstStage = firstStage;
        this.moments = moments;
    }

    static LatentCache of(FirstStage firstStage, PictureSource pictures) {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            Tensor[] moments = new Tensor[pictures.count()];
            for (int i = 0; i < pictures.count(); i++) {
                int number = i;
                moments[i] = Scope.result(() ->
                        firstStage.moments(pictures.pictures(number)).contiguous().copy());
            }
            return new LatentCache(firstStage, Tensor.cat(0, moments).keep());
        }
    }

    /** Latents of these pictures [n, C, h, w], drawn where the first stage gives a distribution; not yet scaled. */
    Tensor sample(Rng rng, long... numbers) {
        return Scope.result(() -> firstStage.latent(
                moments.indexSelect(0, Tensor.of(numbers, numbers.length)), rng::randn));
    }

    @Override
    public void close() {
        moments.close();
    }
}
