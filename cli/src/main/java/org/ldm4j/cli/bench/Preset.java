package org.ldm4j.cli.bench;

import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.UNetConfig;

/**
 * Shapes of a published model, for random weights of the real size.
 *
 * @param unet the denoiser's
 * @param firstStage the autoencoder's
 * @param text the text encoder's
 */
public record Preset(UNetConfig unet, AutoencoderConfig firstStage, ClipTextConfig text) {
    /** Stable Diffusion 1.5. */
    public static Preset sd15() {
        return new Preset(UNetConfig.sd1(), AutoencoderConfig.klF8(), ClipTextConfig.clipL());
    }

    /** Stable Diffusion 2.1. */
    public static Preset sd21() {
        return new Preset(UNetConfig.sd2(), AutoencoderConfig.klF8(), ClipTextConfig.openClipH());
    }
}
