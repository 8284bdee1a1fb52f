package org.ldm4j.training;

import org.ldm4j.autoencoder.FirstStage;
import org.ldm4j.data.PictureSource;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.NoGrad;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * What the encoder says of every training picture, computed once and kept on disk: the first stage is frozen, so it
 * can't change.
 */
final class LatentCache implements AutoCloseable {
    private final Tensor moments;

    private LatentCache(Tensor moments) {
        this.moments = moments;
    }

    /** From the cache, or by {@code firstStage}, whose {@code weights} and the pictures are the cache's key. */
    static LatentCache of(TensorCache cache, FirstStage firstStage, TensorSource weights, PictureSource pictures) {
        try (Scope scope = Scope.open();
                NoGrad off = NoGrad.open()) {
            var key = new TensorCache.Key().with("first stage", weights);
            for (int i = 0; i < pictures.count(); i++) {
                try (Scope each = Scope.open()) {
                    key.with("picture", pictures.pictures(i));
                }
            }
            return new LatentCache(cache.get("latents", key, () -> moments(firstStage, pictures)));
        }
    }

    private static Tensor moments(FirstStage firstStage, PictureSource pictures) {
        Tensor[] moments = new Tensor[pictures.count()];
        for (int i = 0; i < pictures.count(); i++) {
            int number = i;
            moments[i] = Scope.result(() ->
                    firstStage.moments(pictures.pictures(number)).contiguous().copy());
        }
        return Tensor.cat(0, moments);
    }

    /** Those of some pictures, [n, ...]. */
    Tensor moments(long... numbers) {
        return moments.indexSelect(0, Tensor.of(numbers, numbers.length));
    }

    @Override
    public void close() {
        moments.close();
    }
}
