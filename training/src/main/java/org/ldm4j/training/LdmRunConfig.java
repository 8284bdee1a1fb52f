package org.ldm4j.training;

import java.util.List;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.NoiseSchedule;

/**
 * The YAML of {@code train ldm}.
 *
 * @param seed decides every draw of the run
 * @param data what is read, and how
 * @param firstStage model folder with the trained autoencoder
 * @param unet the denoiser
 * @param text the text encoder, trained together with it
 * @param diffusion the process
 * @param training how all of it is optimised
 */
public record LdmRunConfig(
        long seed, DataConfig data, String firstStage, UNet unet, Text text, Diffusion diffusion, Settings training) {
    /**
     * The denoiser's shape.
     *
     * @param channels width of each level, from the full resolution down
     * @param resBlocks residual blocks of each level on the way down
     * @param attention for each level, whether its blocks have a spatial transformer
     * @param headChannels width of the attention heads
     * @param zeroInit whether residual branches begin at zero, as in the paper's code; small data sets learn faster without
     */
    public record UNet(
            List<Integer> channels, int resBlocks, List<Boolean> attention, int headChannels, boolean zeroInit) {
        UNetConfig toConfig(int latentChannels, int contextChannels) {
            return UNetConfig.textConditional(
                    latentChannels, channels, resBlocks, attention, new Heads.Width(headChannels), contextChannels);
        }
    }

    /**
     * The text encoder's shape.
     *
     * @param vocabulary most entries of the byte-pair vocabulary that is learned from the captions
     * @param positions tokens of a prompt, start and end included
     * @param width width of the tokens
     * @param layers transformer layers
     * @param heads attention heads
     */
    public record Text(int vocabulary, int positions, int width, int layers, int heads) {
        ClipTextConfig toConfig(int learnedVocabulary) {
            return new ClipTextConfig(
                    learnedVocabulary, positions, width, layers, heads, 4 * width, Activation.QUICK_GELU);
        }
    }

    /**
     * The process.
     *
     * @param betaStart first beta of the scaled-linear schedule over 1000 steps
     * @param betaEnd last beta
     * @param zeroTerminalSnr whether the schedule is rescaled so that the last timestep is pure noise (Lin et al. 2023)
     * @param prediction {@code eps}, {@code v} or {@code x0}
     * @param timestepShift s in t = T s u / (1 + (s - 1) u) with u uniform: 1 draws all timesteps alike, more draws noisy
     *     ones more often, where only the caption tells what the picture is
     * @param conditionDropout share of the captions that are replaced by the empty one, for classifier-free guidance
     */
    public record Diffusion(
            double betaStart,
            double betaEnd,
            boolean zeroTerminalSnr,
            String prediction,
            double timestepShift,
            double conditionDropout) {
        public Diffusion {
            Settings.require(
                    !zeroTerminalSnr || !prediction.equals("eps"),
                    "diffusion.prediction",
                    prediction,
                    "be v or x0 where zero_terminal_snr leaves no signal to divide by");
            Settings.require(timestepShift > 0, "diffusion.timestep_shift", timestepShift, "be positive");
            Settings.require(
                    conditionDropout >= 0 && conditionDropout < 1,
                    "diffusion.condition_dropout",
                    conditionDropout,
                    "be at least 0 and below 1");
        }

        NoiseSchedule schedule() {
            NoiseSchedule schedule = NoiseSchedule.scaledLinear(betaStart, betaEnd);
            return zeroTerminalSnr ? schedule.withZeroTerminalSnr() : schedule;
        }
    }
}
