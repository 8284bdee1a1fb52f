package org.ldm4j.training;

import java.util.List;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.training.loss.FirstStageLoss;
import org.ldm4j.training.loss.GanLoss;

/**
 * The YAML of {@code train autoencoder}.
 *
 * @param seed decides every draw of the run
 * @param data what is read, and how
 * @param model the network
 * @param loss weights of the objective
 * @param training how it is optimised
 */
public record AutoencoderRunConfig(long seed, DataConfig data, Model model, Loss loss, Settings training) {
    /**
     * The network; f is 2^(levels-1).
     *
     * @param latentChannels channels of the latent
     * @param channels width of each level, from the full resolution down
     * @param resBlocks residual blocks of each level of the encoder
     * @param normGroups groups of every group norm
     */
    public record Model(int latentChannels, List<Integer> channels, int resBlocks, int normGroups) {
        AutoencoderConfig toConfig() {
            return AutoencoderConfig.of(latentChannels, channels, resBlocks, normGroups);
        }
    }

    /**
     * The objective of section 3.1.
     *
     * @param klWeight weight of the KL term against the sum of absolute errors; 1e-6 in the paper
     * @param perceptual file or folder with the weights of LPIPS, see {@link org.ldm4j.training.loss.LpipsFiles}; empty to
     *     train without it
     * @param perceptualWeight of LPIPS, which counts for every pixel and channel
     * @param discriminator the judge of patches
     */
    public record Loss(double klWeight, String perceptual, double perceptualWeight, Discriminator discriminator) {
        public Loss {
            Settings.require(klWeight >= 0, "loss.kl_weight", klWeight, "not be negative");
            Settings.require(perceptualWeight >= 0, "loss.perceptual_weight", perceptualWeight, "not be negative");
        }

        FirstStageLoss.Settings toSettings() {
            return new FirstStageLoss.Settings(
                    FirstStageLoss.Reduction.SUM_OF_PICTURE,
                    perceptualWeight,
                    klWeight,
                    discriminator.start(),
                    discriminator.factor(),
                    discriminator.weight(),
                    discriminator.gan());
        }
    }

    /**
     * The patch discriminator.
     *
     * @param loss {@code hinge}, {@code vanilla}, or {@code none} for no discriminator
     * @param width of its first layer; 64 in the paper
     * @param layers that halve the picture; 3 in the paper
     * @param start step, counted from 0, in which it begins to learn and to have a share; 50001 in the paper
     * @param weight of its share; 0.5 in the paper
     * @param factor of its own loss and of its share; 1 in the paper
     */
    public record Discriminator(String loss, int width, int layers, long start, double weight, double factor) {
        public Discriminator {
            Settings.require(
                    List.of("none", "hinge", "vanilla").contains(loss),
                    "loss.discriminator.loss",
                    loss,
                    "be hinge, vanilla or none");
            Settings.require(width > 0, "loss.discriminator.width", width, "be positive");
            Settings.require(layers > 0 && layers < 8, "loss.discriminator.layers", layers, "be from 1 to 7");
            Settings.require(start >= 0, "loss.discriminator.start", start, "not be negative");
            Settings.require(weight >= 0, "loss.discriminator.weight", weight, "not be negative");
            Settings.require(factor >= 0, "loss.discriminator.factor", factor, "not be negative");
        }

        boolean isThere() {
            return !loss.equals("none");
        }

        GanLoss gan() {
            return loss.equals("vanilla") ? GanLoss.VANILLA : GanLoss.HINGE;
        }
    }
}
