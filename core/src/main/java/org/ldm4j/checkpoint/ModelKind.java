package org.ldm4j.checkpoint;

import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.denoiser.UNetConfig;

/** What a Stable Diffusion model makes; the channels that its U-Net sees beside the latent show it. */
public enum ModelKind {
    TEXT_TO_IMAGE("StableDiffusionPipeline"),
    /** Mask and masked latent beside the latent: 9 channels. */
    INPAINT("StableDiffusionInpaintPipeline"),
    /** A depth map beside the latent: 5 channels. */
    DEPTH("StableDiffusionDepth2ImgPipeline"),
    /** A small picture beside the latent, 7 channels, and its noise level as a label. */
    UPSCALE("StableDiffusionUpscalePipeline");

    private static final int PICTURE_CHANNELS = 3;

    private final String pipeline;

    ModelKind(String pipeline) {
        this.pipeline = pipeline;
    }

    /** The kind of a model whose U-Net and first stage have these shapes. */
    public static ModelKind of(UNetConfig unet, AutoencoderConfig vae) {
        int latent = vae.latentChannels();
        int more = unet.inChannels() - latent;
        if (more == PICTURE_CHANNELS && unet.classes() != null) {
            return UPSCALE;
        }
        return more == latent + 1 ? INPAINT : more == 1 ? DEPTH : TEXT_TO_IMAGE;
    }

    /** The class of diffusers that runs it. */
    String pipeline() {
        return pipeline;
    }
}
