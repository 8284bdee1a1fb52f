package org.ldm4j.checkpoint;

import org.jspecify.annotations.Nullable;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.sampling.SamplerConfig;
import org.ldm4j.text.ClipTokenizer;

/**
 * The parts of a Stable Diffusion model, for writing; tensors have the names of our networks.
 *
 * @param scheduler how it is sampled, and what the U-Net predicts
 * @param sampleSize side of the latents that it was made for, or null
 */
public record DiffusersModel(
        Network<UNetConfig> unet,
        Network<AutoencoderConfig> vae,
        Network<ClipTextConfig> textEncoder,
        ClipTokenizer tokenizer,
        SamplerConfig scheduler,
        @Nullable Upscaling upscaling,
        @Nullable Integer sampleSize) {
    /** A network on paper and its tensors. */
    public record Network<C>(C config, TensorSource tensors) {}

    /** What an upscaler needs more: how its small picture is noised, and how much at most. */
    public record Upscaling(SamplerConfig lowResScheduler, int maxNoiseLevel) {}

    /** A model that makes pictures from text. */
    public static DiffusersModel of(
            Network<UNetConfig> unet,
            Network<AutoencoderConfig> vae,
            Network<ClipTextConfig> textEncoder,
            ClipTokenizer tokenizer,
            SamplerConfig scheduler) {
        return new DiffusersModel(unet, vae, textEncoder, tokenizer, scheduler, null, null);
    }

    public DiffusersModel withSampleSize(int side) {
        return new DiffusersModel(unet, vae, textEncoder, tokenizer, scheduler, upscaling, side);
    }

    public DiffusersModel withUpscaling(SamplerConfig lowResScheduler, int maxNoiseLevel) {
        return new DiffusersModel(
                unet,
                vae,
                textEncoder,
                tokenizer,
                scheduler,
                new Upscaling(lowResScheduler, maxNoiseLevel),
                sampleSize);
    }

    /** The class of diffusers that runs it, which follows from what is concatenated to the latent. */
    String pipeline() {
        return (upscaling != null ? ModelKind.UPSCALE : ModelKind.of(unet.config(), vae.config())).pipeline();
    }
}
