package org.ldm4j.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ldm4j.autoencoder.TinyAutoencoderConfig;
import org.ldm4j.autoencoder.TinyAutoencoderConfig.Activation;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** {@code config.json} of diffusers' AutoencoderTiny. */
final class DiffusersTinyConfig {
    private static final int MAX_CHANNELS = 1 << 14;
    private static final int MAX_BLOCKS = 64;
    private static final int MAX_GROWTH = 16;
    private static final List<Integer> WIDTHS = List.of(64, 64, 64, 64);

    private DiffusersTinyConfig() {}

    static TinyAutoencoderConfig read(ConfigFile file) {
        file.requireOnly("upsample_fn", "nearest");
        return file.translate(() -> new TinyAutoencoderConfig(
                file.whole("in_channels", 3, MAX_CHANNELS),
                file.whole("latent_channels", 4, MAX_CHANNELS),
                width(file, "encoder_block_out_channels"),
                width(file, "decoder_block_out_channels"),
                file.wholes("num_encoder_blocks", List.of(1, 3, 3, 3), MAX_BLOCKS),
                file.wholes("num_decoder_blocks", List.of(3, 3, 3, 1), MAX_BLOCKS),
                file.choice(
                        "act_fn",
                        "relu",
                        Map.of(
                                "relu", Activation.RELU,
                                "silu", Activation.SILU,
                                "swish", Activation.SILU,
                                "gelu", Activation.GELU,
                                "mish", Activation.MISH)),
                file.whole("upsampling_scaling_factor", 2, MAX_GROWTH),
                file.positive("scaling_factor", 1)));
    }

    /** The reference has a list, but its layers fit one another only if all are equal. */
    private static int width(ConfigFile file, String field) {
        List<Integer> widths = file.wholes(field, WIDTHS, MAX_CHANNELS);
        if (Set.copyOf(widths).size() > 1) {
            throw file.refuse(Code.UNSUPPORTED, field, "the same number at all levels");
        }
        return widths.get(0);
    }
}
