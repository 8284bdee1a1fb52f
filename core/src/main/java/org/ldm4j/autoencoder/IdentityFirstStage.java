package org.ldm4j.autoencoder;

import java.util.function.Function;
import org.ldm4j.tensor.Tensor;

/** Pictures as their own latents: diffusion in pixel space, as before the paper (equation 1). */
public final class IdentityFirstStage implements FirstStage {
    @Override
    public Tensor moments(Tensor x) {
        return x.share();
    }

    @Override
    public Tensor moments(Tensor x, int tileSide) {
        return x.share();
    }

    @Override
    public Tensor latent(Tensor moments, Function<long[], Tensor> noise) {
        return moments.share();
    }

    @Override
    public Tensor decode(Tensor z) {
        return z.share();
    }

    @Override
    public Tensor decode(Tensor z, int tileSide) {
        return z.share();
    }
}
