package org.ldm4j.addon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.KeyTable;
import org.ldm4j.checkpoint.KeyTable.Row;

/**
 * The layers of a network by every name that a LoRA file may have for them: ours, diffusers', older aliases, all with
 * their dots as underscores, which is how kohya's scripts flatten them and which no two layers share.
 */
final class ModuleNames {
    private static final String WEIGHT = ".weight", BIAS = ".bias";

    private final Map<String, Row> weights = new HashMap<>();
    private final Map<String, Row> biases = new HashMap<>();

    ModuleNames(KeyTable table) {
        for (Row row : table.rows()) {
            for (String name : names(row)) {
                if (name.endsWith(WEIGHT)) {
                    put(weights, stem(name, WEIGHT), row);
                } else if (name.endsWith(BIAS)) {
                    put(biases, stem(name, BIAS), row);
                }
            }
        }
    }

    private static List<String> names(Row row) {
        List<String> names = new ArrayList<>(row.aliases());
        names.add(row.name());
        if (row.foreign() != null) {
            names.add(row.foreign());
        }
        return names;
    }

    private static String stem(String name, String ending) {
        return flat(name.substring(0, name.length() - ending.length()));
    }

    /** diffusers' first attention processors had one output layer and no number for it. */
    private static void put(Map<String, Row> rows, String name, Row row) {
        rows.put(name, row);
        if (name.endsWith("_to_out_0")) {
            rows.put(name.substring(0, name.length() - 2), row);
        }
    }

    static String flat(String name) {
        return name.replace('.', '_');
    }

    /** The weight of the layer {@code flatName}, or its bias for {@link LoraPart#BIAS_DIFFERENCE}; null if there is none. */
    @Nullable
    Row find(String flatName, LoraPart part) {
        return (part == LoraPart.BIAS_DIFFERENCE ? biases : weights).get(flatName);
    }
}
