package org.ldm4j.training;

import java.util.List;
import org.ldm4j.autoencoder.AutoencoderConfig;

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
     */
    public record Loss(double klWeight) {}
}
