package org.ldm4j.checkpoint;

import java.util.List;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;

/** Stable Diffusion 1.x and 2.x, as the configurations of CompVis, Runway and Stability AI say. */
final class StableDiffusionModels {
    /** CompVis/stable-diffusion {@code v1-inference.yaml}. */
    static final ModelPreset SD1 = model("sd1", "eps", 512, UNetConfig.sd1(), ClipTextConfig.clipL());

    /** Runway's {@code v1-inpainting-inference.yaml}: latent, mask, latent of the masked picture. */
    static final ModelPreset SD1_INPAINT =
            model("sd1-inpaint", "eps", 512, UNetConfig.sd1().withInChannels(9), ClipTextConfig.clipL());

    /** Stability-AI/stablediffusion {@code v2-inference-v.yaml}: 2.0 and 2.1 for 768 pixels. */
    static final ModelPreset SD2 = model("sd2", "v", 768, UNetConfig.sd2(), ClipTextConfig.openClipH());

    /** {@code v2-inference.yaml}. */
    static final ModelPreset SD2_BASE = model("sd2", "eps", 512, UNetConfig.sd2(), ClipTextConfig.openClipH());

    /** {@code v2-inpainting-inference.yaml}. */
    static final ModelPreset SD2_INPAINT =
            model("sd2-inpaint", "eps", 512, UNetConfig.sd2().withInChannels(9), ClipTextConfig.openClipH());

    /** {@code v2-midas-inference.yaml}; the network that estimates depth is not counted. */
    static final ModelPreset SD2_DEPTH =
            model("sd2-depth", "eps", 512, UNetConfig.sd2().withInChannels(5), ClipTextConfig.openClipH());

    /** {@code x4-upscaling.yaml}; the label is the noise level of the small picture. */
    static final ModelPreset UPSCALER = new ModelPreset(
            "sd-x4-upscaler", "v", 512, upscaler(), upscalerFirstStage(), ClipTextConfig.openClipH(), null);

    private StableDiffusionModels() {}

    private static ModelPreset model(
            String architecture, String prediction, int size, UNetConfig unet, ClipTextConfig text) {
        return new ModelPreset(architecture, prediction, size, unet, AutoencoderConfig.klF8(), text, null);
    }

    private static UNetConfig upscaler() {
        var transformer = new TransformerConfig(1024, 1, true, List.of(false, false, false, true), true);
        return UNetConfig.ofMultipliers(
                        7, 4, 256, List.of(1, 2, 2, 4), 2, List.of(2, 4, 8), new Heads.Count(8), transformer)
                .withClasses(1000);
    }

    private static AutoencoderConfig upscalerFirstStage() {
        return AutoencoderConfig.of(4, List.of(128, 256, 512), 2, 32).withScalingFactor(0.08333);
    }
}
