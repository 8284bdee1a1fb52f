package org.ldm4j.denoiser;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the constructor arguments of the paper's UNetModel, as golden cases give them. */
public final class CompvisUNetConfig {
    private final JsonNode arguments;

    public CompvisUNetConfig(JsonNode arguments) {
        this.arguments = arguments;
    }

    public UNetConfig read() {
        int width = arguments.path("model_channels").intValue();
        List<Integer> channels = new ArrayList<>();
        List<Boolean> attention = new ArrayList<>();
        for (JsonNode multiplier : arguments.path("channel_mult")) {
            int factor = 1 << channels.size();
            attention.add(ints("attention_resolutions").contains(factor));
            channels.add(width * multiplier.intValue());
        }
        return new UNetConfig(
                arguments.path("in_channels").intValue(),
                arguments.path("out_channels").intValue(),
                width,
                channels,
                arguments.path("num_res_blocks").intValue(),
                attention,
                heads(arguments),
                transformer(channels.size()),
                flag("use_scale_shift_norm"),
                flag("resblock_updown"),
                flag("use_new_attention_order"),
                arguments.has("num_classes") ? arguments.path("num_classes").intValue() : null,
                32);
    }

    static Heads heads(JsonNode arguments) {
        int perHead = arguments.path("num_head_channels").asInt(-1);
        return perHead > 0
                ? new Heads.Width(perHead)
                : new Heads.Count(arguments.path("num_heads").asInt(1));
    }

    private @Nullable TransformerConfig transformer(int levels) {
        if (!flag("use_spatial_transformer")) {
            return null;
        }
        List<Boolean> self = new ArrayList<>();
        for (int level = 0; level < levels; level++) {
            self.add(!arguments.path("disable_self_attentions").path(level).asBoolean(false));
        }
        return new TransformerConfig(
                arguments.path("context_dim").intValue(),
                arguments.path("transformer_depth").asInt(1),
                flag("use_linear_in_transformer"),
                self,
                !flag("disable_middle_self_attn"));
    }

    private boolean flag(String name) {
        return arguments.path(name).asBoolean(false);
    }

    private List<Integer> ints(String name) {
        List<Integer> values = new ArrayList<>();
        arguments.path(name).forEach(value -> values.add(value.intValue()));
        return values;
    }
}
