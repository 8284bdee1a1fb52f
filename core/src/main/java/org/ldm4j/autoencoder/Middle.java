package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import org.ldm4j.nn.Layer;
import org.ldm4j.nn.Weights;

/** The middle of encoder and decoder: residual block, attention, residual block. */
final class Middle {
    private Middle() {}

    static List<Layer> layers(Weights weights, AutoencoderConfig config, int channels) {
        Norms norms = Norms.plain(config.normGroups());
        List<Layer> list = new ArrayList<>();
        list.add(new ResBlock(weights.at("block_1"), norms, channels, channels));
        if (config.middleAttention()) {
            list.add(new AttentionBlock(weights.at("attn_1"), norms, channels));
        }
        list.add(new ResBlock(weights.at("block_2"), norms, channels, channels));
        return list;
    }
}
