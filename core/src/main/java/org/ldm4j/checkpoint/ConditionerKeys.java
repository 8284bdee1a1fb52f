package org.ldm4j.checkpoint;

import java.util.Set;
import org.ldm4j.conditioning.BertConfig;
import org.ldm4j.conditioning.ClassConfig;
import org.ldm4j.conditioning.ClipTextConfig;
import org.ldm4j.conditioning.ConditionerConfig;
import org.ldm4j.conditioning.RescalerConfig;

/** Names of the parameters of whatever conditions a model. */
public final class ConditionerKeys {
    private ConditionerKeys() {}

    /** The table for {@code config}. */
    public static KeyTable of(ConditionerConfig config) {
        if (config instanceof ClipTextConfig clip) {
            return ClipTextKeys.of(clip);
        }
        if (config instanceof BertConfig bert) {
            return BertKeys.of(bert);
        }
        return config instanceof ClassConfig classes ? of(classes) : of((RescalerConfig) config);
    }

    private static KeyTable of(ClassConfig config) {
        KeyRows rows = new KeyRows();
        rows.tensor("embedding.weight", "embedding.weight", config.classes(), config.width());
        return new KeyTable(rows.rows(), Set.of());
    }

    private static KeyTable of(RescalerConfig config) {
        KeyRows rows = new KeyRows();
        Integer out = config.outChannels();
        if (out != null) {
            rows.tensor("channel_mapper.weight", "channel_mapper.weight", out, config.inChannels(), 1, 1);
        }
        if (out != null && config.bias()) {
            rows.tensor("channel_mapper.bias", "channel_mapper.bias", out);
        }
        return new KeyTable(rows.rows(), Set.of());
    }
}
