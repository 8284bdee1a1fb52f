package org.ldm4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import org.ldm4j.nn.TensorSource;

/**
 * The averaged weights in training files of the paper's code: {@code model_ema.} and the parameter's own name with all
 * dots left out, which cannot be undone, so it is done to the names that one looks for (trap 58).
 */
final class EmaKeys {
    static final String PREFIX = "model_ema.";
    private static final String NETWORK = "diffusion_model";

    private EmaKeys() {}

    /** The average of the parameter {@code name} of the U-Net. */
    static String of(String name) {
        return PREFIX + NETWORK + name.replace(".", "");
    }

    /** Whether {@code source} holds an average of every parameter. */
    static boolean complete(KeyTable unet, TensorSource source) {
        return unet.rows().stream().allMatch(row -> source.names().contains(of(row.name())));
    }

    /** Whether {@code source} holds any average. */
    static boolean any(TensorSource source) {
        return source.names().stream().anyMatch(name -> name.startsWith(PREFIX + NETWORK));
    }

    /** The averages under the parameters' names. */
    static RenamedSource toNative(KeyTable unet, TensorSource source) {
        Map<String, RenamedSource.Entry> entries = new LinkedHashMap<>();
        for (KeyTable.Row row : unet.rows()) {
            if (source.names().contains(of(row.name()))) {
                entries.put(row.name(), new RenamedSource.Entry(of(row.name()), row.shape()));
            }
        }
        return new RenamedSource(source, entries);
    }
}
