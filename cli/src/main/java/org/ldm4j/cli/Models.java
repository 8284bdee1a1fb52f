package org.ldm4j.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.task.Model;
import org.ldm4j.task.PaperModel;

/** The loaded model with what was asked to be added; prompts whose tags ask for more get a model of their own. */
final class Models implements AutoCloseable {
    private final Model base;
    private final @Nullable AddOnOptions options;
    private List<LoraTag> tags = List.of();
    private @Nullable Model current;

    /** @param options what is added, or null if the command adds nothing; the base stays the caller's */
    Models(Model base, @Nullable AddOnOptions options) {
        this.base = base;
        this.options = options;
    }

    /** Without what tags ask for. */
    Model base() {
        return base;
    }

    /** The model for a prompt with these tags, until another is asked for. */
    Model with(List<LoraTag> asked) {
        boolean plain = options == null || asked.isEmpty() && options.isEmpty();
        if (options == null || plain && base instanceof PaperModel) {
            return base;
        }
        if (current == null || !asked.equals(tags)) {
            close();
            current = base.stable().with(options.addOns(asked));
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
