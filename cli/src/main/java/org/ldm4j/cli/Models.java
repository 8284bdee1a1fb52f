package org.ldm4j.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.task.LatentDiffusionModel;

/** The loaded model with what was asked to be added; prompts whose tags ask for more get a model of their own. */
final class Models implements AutoCloseable {
    private final LatentDiffusionModel base;
    private final @Nullable AddOnOptions options;
    private List<LoraTag> tags = List.of();
    private @Nullable LatentDiffusionModel current;

    /** @param options what is added, or null if the command adds nothing; the base stays the caller's */
    Models(LatentDiffusionModel base, @Nullable AddOnOptions options) {
        this.base = base;
        this.options = options;
    }

    /** Without what tags ask for. */
    LatentDiffusionModel base() {
        return base;
    }

    /** The model for a prompt with these tags, until another is asked for. */
    LatentDiffusionModel with(List<LoraTag> asked) {
        if (options == null) {
            return base;
        }
        if (current == null || !asked.equals(tags)) {
            close();
            current = base.with(options.addOns(asked));
            tags = asked;
        }
        return current;
    }

    /** What a picture's file tells of the additions. */
    Map<String, String> settings() {
        return options == null ? Map.of() : options.settings();
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
