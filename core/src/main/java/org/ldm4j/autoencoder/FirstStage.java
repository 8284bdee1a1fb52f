package org.ldm4j.autoencoder;

import java.util.function.Function;
import org.ldm4j.nn.Weights;
import org.ldm4j.tensor.Tensor;

/** Pictures to latents and back (section 3.1), of either kind. */
public sealed interface FirstStage permits KlAutoencoder, VqAutoencoder, IdentityFirstStage {
    /** The network that {@code config} describes. */
    static FirstStage of(Weights weights, FirstStageConfig config) {
        if (config instanceof IdentityConfig) {
            return new IdentityFirstStage();
        }
        return config instanceof VqConfig vq
                ? new VqAutoencoder(weights, vq)
                : new KlAutoencoder(weights, (AutoencoderConfig) config);
    }

    /** What the encoder says of pictures [B, 3, H, W] in [-1, 1], for {@link #latent}. */
    Tensor moments(Tensor x);

    /** The same of one picture with the resolutions that need most memory taken in tiles; see the other method. */
    Tensor moments(Tensor x, int tileSide);

    /**
     * A latent, not yet multiplied by the scaling factor, of which {@code moments} tell.
     *
     * @param noise standard normal, asked for a shape [B, C, h, w] where the latent is drawn
     */
    Tensor latent(Tensor moments, Function<long[], Tensor> noise);

    /** Latents [B, C, h, w], divided by the scaling factor, to [B, 3, h * f, w * f], about in [-1, 1]. */
    Tensor decode(Tensor z);

    /**
     * The same for one picture with the resolutions that need most memory taken in tiles. Tiles meet without seams; they
     * are normalised by the statistics of a thinned picture, so that the whole differs a little from the one decoded at
     * once.
     *
     * @param tileSide of a tile in pixels; a picture that is no larger is decoded at once
     */
    Tensor decode(Tensor z, int tileSide);
}
