package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.FirstStage;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.checkpoint.PaperKind;
import org.ldm4j.conditioning.Conditioner;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.text.WordPieceTokenizer;

/**
 * What a loaded model of the paper's own kinds consists of.
 *
 * @param name where it came from, for messages and metadata
 * @param kind what it makes pictures from
 * @param firstStage encoder and decoder
 * @param unet the denoiser
 * @param conditioner τ, or null where nothing with parameters stands between the condition and the denoiser
 * @param tokenizer text to ids, or null where no text is taken or no vocabulary lies beside the model
 * @param sampler the model's own sampling configuration
 * @param size side of the pictures it was trained on, in pixels
 * @param type element type that the networks compute in
 */
public record PaperParts(
        String name,
        PaperKind kind,
        Component<FirstStage, FirstStageConfig> firstStage,
        Component<UNet, UNetConfig> unet,
        @Nullable Component<Conditioner, ConditionerConfig> conditioner,
        @Nullable WordPieceTokenizer tokenizer,
        SamplerConfig sampler,
        int size,
        DType type)
        implements AutoCloseable {
    /** Frees the weights of all components. */
    @Override
    public void close() {
        firstStage.close();
        unet.close();
        if (conditioner != null) {
            conditioner.close();
        }
    }
}
