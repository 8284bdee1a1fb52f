package org.ldm4j.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ldm4j.checkpoint.ModelKind;
import picocli.CommandLine.Mixin;

/** A command for models of text alone, whose texts may come from a file, and which makes a picture again. */
abstract class RepeatableCommand extends TextGuidedCommand {
    @Mixin
    private final PromptFileOption file = new PromptFileOption();

    @Mixin
    private final RepeatOption repeat = new RepeatOption();

    @Override
    final Optional<Recipe> repeated(Console console) {
        return repeat.recipe(console);
    }

    @Override
    final Set<ModelKind> kinds() {
        return Set.of(ModelKind.TEXT_TO_IMAGE);
    }

    @Override
    final List<String> texts() {
        return file.texts(prompts);
    }
}
