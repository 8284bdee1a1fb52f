package org.ldm4j.task;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ldm4j.text.PseudoWords;

/**
 * What was added to a model after it was loaded.
 *
 * @param loras the LoRAs whose changes its weights hold
 * @param words the words of textual inversion that its tokenizer knows
 * @param preview a small decoder, or null
 * @param warnings what did not fit and was left out, one line each
 */
public record Extras(
        List<LoraUse> loras, PseudoWords words, @Nullable Preview preview, List<String> warnings) {
    /** Nothing. */
    public static final Extras NONE = new Extras(List.of(), PseudoWords.NONE, null, List.of());

    public Extras {
        loras = List.copyOf(loras);
        warnings = List.copyOf(warnings);
    }

    void close() {
        if (preview != null) {
            preview.decoder().close();
        }
    }
}
