package org.ldm4j.task;

import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.KlAutoencoder;
import org.ldm4j.checkpoint.ModelDefaults;
import org.ldm4j.checkpoint.ModelKind;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ClipTextEncoder;
import org.ldm4j.denoiser.UNet;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.tensor.DType;
import org.ldm4j.text.ClipTokenizer;

/**
 * What a loaded text-conditional latent diffusion model consists of. Models may share components.
 *
 * @param name where it came from, for messages and metadata
 * @param firstStage encoder and decoder
 * @param unet the denoiser
 * @param textEncoder τ
 * @param tokenizer text to ids
 * @param sampler the model's own sampling configuration
 * @param lowResolution how an upscaler noises its small picture; null for every other model
 * @param defaults what it is best asked with
 * @param size side of the pictures it was trained on, in pixels
 * @param type element type that the networks compute in
 * @param extras what was added to it after it was loaded
 */
public record ModelParts(
        String name,
        Component<KlAutoencoder, AutoencoderConfig> firstStage,
        Component<UNet, UNetConfig> unet,
        Component<ClipTextEncoder, ClipTextConfig> textEncoder,
        ClipTokenizer tokenizer,
        SamplerConfig sampler,
        @Nullable LowResolution lowResolution,
        ModelDefaults defaults,
        int size,
        DType type,
        Extras extras)
        implements AutoCloseable {

    /** The same networks sampled in another way. */
    public ModelParts withSampler(SamplerConfig config) {
        return new ModelParts(
                name, firstStage, unet, textEncoder, tokenizer, config, lowResolution, defaults, size, type, extras);
    }

    /** What it makes. */
    public ModelKind kind() {
        return ModelKind.of(unet.config(), firstStage.config());
    }

    /** Frees the weights of all components. */
    @Override
    public void close() {
        firstStage.close();
        unet.close();
        textEncoder.close();
        extras.close();
    }
}
