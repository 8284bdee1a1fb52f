package org.ldm4j.task;

import org.ldm4j.autoencoder.TinyAutoencoderConfig;
import org.ldm4j.autoencoder.TinyDecoder;
import org.ldm4j.tensor.DType;
import org.ldm4j.tensor.Scope;
import org.ldm4j.tensor.Tensor;

/**
 * The small decoder of a model.
 *
 * @param decoder TAESD's
 * @param isFinal whether it makes the finished pictures too, and not only previews
 */
public record Preview(Component<TinyDecoder, TinyAutoencoderConfig> decoder, boolean isFinal) {
    /** Latents [B, C, h, w] to [B, 3, H, W], float32. */
    Tensor decode(Tensor latents, DType type) {
        return Scope.result(() -> {
            Tensor z = latents.dividedBy(decoder.config().scalingFactor()).to(type);
            return decoder.network().decode(z).to(DType.FP32);
        });
    }
}
