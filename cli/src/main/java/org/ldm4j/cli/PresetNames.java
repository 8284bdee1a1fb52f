package org.ldm4j.cli;

import org.ldm4j.checkpoint.ModelPreset;
import org.ldm4j.checkpoint.Presets;

/** Finds published models by the names that people type. */
final class PresetNames {
    private PresetNames() {}

    /** The model that {@code name} names; one that does not exist is refused with those that are spelled most like it. */
    static ModelPreset find(String option, String name) {
        ModelPreset preset = Presets.find(name);
        if (preset == null) {
            throw CommandException.usage(option, "the name of a published model", name)
                    .hinting("did you mean " + String.join(", ", Presets.nearest(name)) + "?");
        }
        return preset;
    }
}
