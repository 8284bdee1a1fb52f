package org.ldm4j.autoencoder;

import java.util.function.Function;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** Pictures to latents and back (section 3.1), of either kind. */
public sealed interface FirstStage permits KlAutoencoder, VqAutoencoder {
    /** The network that {@code config} describes. */
    static FirstStage of(Weights weights, FirstStageConfig config) {
        return config instanceof VqConfig vq
                ? new VqAutoencoder(weights, vq)
                : new KlAutoencoder(weights, (AutoencoderConfig) config);
    }

    /** What the encoder says of pictures [B, 3, H, W] in [-1, 1], for {@link #latent}. */
    Tensor moments(Tensor x);

    /**
     * A latent, not yet multiplied by the scaling factor, of which {@code moments} tell.
     *
     * @param noise standard normal, asked for a shape [B, C, h, w] where the latent is drawn
     */
    Tensor latent(Tensor moments, Function<long[], Tensor> noise);

    /** Latents [B, C, h, w], divided by the scaling factor, to [B, 3, h * f, w * f], about in [-1, 1]. */
    Tensor decode(Tensor z);
}
