package org.ldm4j.training;

import java.util.Collections;
import java.util.List;
import org.ldm4j.conditioning.Activation;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.denoiser.Heads;
import org.ldm4j.denoiser.TransformerConfig;
import org.ldm4j.denoiser.UNetConfig;
import org.ldm4j.diffusion.BetaSchedule;
import org.ldm4j.diffusion.NoiseSchedule;

/**
 * The YAML of {@code train ldm}.
 *
 * @param seed decides every draw of the run
 * @param data what is read, and how
 * @param firstStage folder or file with the trained autoencoder, or {@code none} for pictures as they are
 * @param unet the denoiser
 * @param condition what it is told
 * @param text the text encoder, trained together with it
 * @param diffusion the process
 * @param training how all of it is optimised
 */
public record LdmRunConfig(
        long seed,
        DataConfig data,
        String firstStage,
        UNet unet,
        ConditionConfig condition,
        Text text,
        Diffusion diffusion,
        Settings training) {
    /**
     * The denoiser's shape.
     *
     * @param channels width of each level, from the full resolution down
     * @param resBlocks residual blocks of each level on the way down
     * @param attention for each level, whether its blocks have attention
     * @param headChannels width of the attention heads
     * @param depth transformer blocks where the condition is attended to
     * @param scaleShiftNorm whether the timestep scales and shifts, as in the paper's model of churches
     * @param resblockUpdown whether residual blocks change the resolution, as there and in the paper's inpainting
     * @param zeroInit whether residual branches begin at zero, as in the paper's code; small data sets learn faster without
     */
    public record UNet(
            List<Integer> channels,
            int resBlocks,
            List<Boolean> attention,
            int headChannels,
            int depth,
            boolean scaleShiftNorm,
            boolean resblockUpdown,
            boolean zeroInit) {
        /** For latents of so many channels, so many beside them, and tokens of such a width, 0 for none. */
        UNetConfig toConfig(int latentChannels, int besideChannels, int contextChannels) {
            List<Boolean> all = Collections.nCopies(channels.size(), true);
            return new UNetConfig(
                    latentChannels + besideChannels,
                    latentChannels,
                    channels.get(0),
                    channels,
                    resBlocks,
                    attention,
                    new Heads.Width(headChannels),
                    contextChannels == 0 ? null : new TransformerConfig(contextChannels, depth, false, all, true),
                    scaleShiftNorm,
                    resblockUpdown,
                    false,
                    null,
                    32);
        }
    }

    /**
     * The text encoder's shape; boxes are encoded by one of this shape too.
     *
     * @param vocabulary most entries of the vocabulary that is learned from the captions
     * @param positions tokens of a prompt, start and end included
     * @param width width of the tokens
     * @param layers transformer layers
     * @param heads attention heads of CLIP's; the paper's own encoder always has 8 of 64 channels
     */
    public record Text(int vocabulary, int positions, int width, int layers, int heads) {
        ClipTextConfig toConfig(int learnedVocabulary) {
            return new ClipTextConfig(
                    learnedVocabulary, positions, width, layers, heads, 4 * width, Activation.QUICK_GELU);
        }
    }

    /**
     * The process, and what is made smaller.
     *
     * @param betaSchedule {@code scaled_linear}, {@code linear} or {@code squaredcos_cap_v2}
     * @param betaStart first beta of the schedule over 1000 steps
     * @param betaEnd last beta
     * @param zeroTerminalSnr whether the schedule is rescaled so that the last timestep is pure noise (Lin et al. 2023)
     * @param prediction {@code eps}, {@code v} or {@code x0}
     * @param loss {@code l1}, {@code l2} or {@code huber}
     * @param simpleWeight weight of the mean error
     * @param elboWeight weight of the variational lower bound, {@code original_elbo_weight}
     * @param learnLogvar whether each timestep's variance is learned
     * @param logvarInit logarithm of those variances at the beginning
     * @param minSnr gamma of min-SNR weights (Hang et al. 2023), 5 there; 0 for none
     * @param timestepShift s in t = T s u / (1 + (s - 1) u) with u uniform: 1 draws all timesteps alike, more draws noisy
     *     ones more often, where only the caption tells what the picture is
     * @param conditionDropout share of the conditions that are left out, for classifier-free guidance
     * @param scaleFactor what latents are multiplied by: a number, {@code std} for 1 / the deviation of the first batch's
     *     ({@code scale_by_std}), or {@code auto}, which is {@code std} for a KL first stage and 1 for others
     */
    public record Diffusion(
            String betaSchedule,
            double betaStart,
            double betaEnd,
            boolean zeroTerminalSnr,
            String prediction,
            String loss,
            double simpleWeight,
            double elboWeight,
            boolean learnLogvar,
            double logvarInit,
            double minSnr,
            double timestepShift,
            double conditionDropout,
            String scaleFactor) {
        private static final List<String> SCHEDULES = List.of("scaled_linear", "linear", "squaredcos_cap_v2");

        public Diffusion {
            Settings.require(
                    SCHEDULES.contains(betaSchedule),
                    "diffusion.beta_schedule",
                    betaSchedule,
                    "be one of " + String.join(", ", SCHEDULES));
            Settings.require(
                    List.of("eps", "v", "x0").contains(prediction),
                    "diffusion.prediction",
                    prediction,
                    "be eps, v or x0");
            Settings.require(
                    !zeroTerminalSnr || !prediction.equals("eps"),
                    "diffusion.prediction",
                    prediction,
                    "be v or x0 where zero_terminal_snr leaves no signal to divide by");
            Settings.require(List.of("l1", "l2", "huber").contains(loss), "diffusion.loss", loss, "be l1, l2 or huber");
            Settings.require(simpleWeight >= 0, "diffusion.simple_weight", simpleWeight, "not be negative");
            Settings.require(elboWeight >= 0, "diffusion.elbo_weight", elboWeight, "not be negative");
            Settings.require(minSnr >= 0, "diffusion.min_snr", minSnr, "not be negative");
            Settings.require(timestepShift > 0, "diffusion.timestep_shift", timestepShift, "be positive");
            Settings.require(
                    conditionDropout >= 0 && conditionDropout < 1,
                    "diffusion.condition_dropout",
                    conditionDropout,
                    "be at least 0 and below 1");
            Settings.require(
                    scaleFactor.matches("auto|std") || isPositive(scaleFactor),
                    "diffusion.scale_factor",
                    scaleFactor,
                    "be auto, std or a positive number");
        }

        private static boolean isPositive(String number) {
            try {
                double value = Double.parseDouble(number);
                return value > 0 && Double.isFinite(value);
            } catch (NumberFormatException e) {
                return false;
            }
        }

        NoiseSchedule schedule() {
            NoiseSchedule schedule =
                    NoiseSchedule.ofBetas(BetaSchedule.ofDiffusers(betaSchedule).betas(1000, betaStart, betaEnd));
            return zeroTerminalSnr ? schedule.withZeroTerminalSnr() : schedule;
        }
    }
}
