package org.ldm4j.autoencoder;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads the arguments of the paper's autoencoders, as golden cases give them. */
final class CompvisAutoencoderConfig {
    private CompvisAutoencoderConfig() {}

    static VqConfig readVq(JsonNode golden) {
        JsonNode config = golden.path("config");
        return new VqConfig(
                read(golden),
                config.path("n_embed").intValue(),
                config.path("embed_dim").intValue());
    }

    static AutoencoderConfig read(JsonNode golden) {
        JsonNode dd = golden.path("config").path("ddconfig");
        boolean attends = !dd.path("attn_type").asString("vanilla").equals("none");
        List<Integer> attended = new ArrayList<>();
        dd.path("attn_resolutions").forEach(r -> attended.add(r.intValue()));
        List<Integer> channels = new ArrayList<>();
        List<Boolean> attention = new ArrayList<>();
        for (JsonNode multiplier : dd.path("ch_mult")) {
            attention.add(attends && attended.contains(dd.path("resolution").intValue() >> channels.size()));
            channels.add(dd.path("ch").intValue() * multiplier.intValue());
        }
        return new AutoencoderConfig(
                dd.path("in_channels").intValue(),
                dd.path("z_channels").intValue(),
                channels,
                dd.path("num_res_blocks").intValue(),
                attention,
                attends,
                32,
                dd.path("tanh_out").asBoolean(false),
                1);
    }
}
