package org.ldm4j.checkpoint;

import java.util.List;
import java.util.stream.IntStream;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.VqConfig;

/**
 * The nine autoencoders of table 8, as CompVis/latent-diffusion's {@code models/first_stage_models/NAME/config.yaml} says.
 * Attention is given there by the side of the feature map, counted from pictures of 256 pixels.
 */
final class PaperFirstStages {
    private static final int CHANNELS = 128;
    private static final int RES_BLOCKS = 2;
    private static final int GROUPS = 32;
    private static final int RESOLUTION = 256;

    static final AutoencoderConfig KL_F4 = layers(3, List.of(1, 2, 4));
    static final AutoencoderConfig KL_F8 = AutoencoderConfig.klF8().withScalingFactor(1);
    static final AutoencoderConfig KL_F16 = layers(16, List.of(1, 1, 2, 2, 4), 16);
    static final AutoencoderConfig KL_F32 = layers(64, List.of(1, 1, 2, 2, 4, 4), 16, 8);

    static final VqConfig VQ_F4 = new VqConfig(layers(3, List.of(1, 2, 4)), 8192, 3);
    static final VqConfig VQ_F4_NO_ATTENTION = new VqConfig(withoutAttention(VQ_F4.layers()), 8192, 3);
    static final VqConfig VQ_F8 = new VqConfig(layers(4, List.of(1, 2, 2, 4), 32), 16384, 4);
    static final VqConfig VQ_F8_N256 = new VqConfig(VQ_F8.layers(), 256, 4);
    static final VqConfig VQ_F16 = new VqConfig(layers(8, List.of(1, 1, 2, 2, 4), 16), 16384, 8);

    private PaperFirstStages() {}

    private static AutoencoderConfig layers(int z, List<Integer> multipliers, Integer... attentionSides) {
        List<Integer> channels = multipliers.stream().map(m -> CHANNELS * m).toList();
        List<Boolean> attention = IntStream.range(0, channels.size())
                .mapToObj(level -> List.of(attentionSides).contains(RESOLUTION >> level))
                .toList();
        return new AutoencoderConfig(3, z, channels, RES_BLOCKS, attention, true, GROUPS, 1);
    }

    /** {@code attn_type: none}, which takes the middle's away too. */
    private static AutoencoderConfig withoutAttention(AutoencoderConfig config) {
        return new AutoencoderConfig(
                config.imageChannels(),
                config.latentChannels(),
                config.channels(),
                config.resBlocks(),
                config.attention(),
                false,
                config.normGroups(),
                config.scalingFactor());
    }
}
