package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
import org.ldm4j.image.GenerationParameters.Setting;
import org.ldm4j.task.PromptStyle;
import picocli.CommandLine.Option;

/** What pictures show. */
final class PromptOptions {
    @Option(
            names = {"-p", "--prompt"},
            paramLabel = "TEXT",
            description = "What the picture shows.")
    @Nullable
    String prompt;

    @Option(
            names = {"-n", "--negative-prompt", "--negative_prompt"},
            paramLabel = "TEXT",
            description = "What it should not show.")
    @Nullable
    String negative;

    @Option(
            names = "--prompt-style",
            paramLabel = "STYLE",
            converter = Converters.OfPromptStyle.class,
            description =
                    "a1111: emphasis (x:1.2), schedules [a:b:0.5], AND, any length in chunks. diffusers: plain text, "
                            + "cut at the model's length with a warning. Default a1111.")
    @Nullable
    PromptStyle style;

    private @Nullable Recipe repeated;

    void fill(Recipe recipe) {
        repeated = recipe;
        negative = negative != null ? negative : recipe.negative();
        style = style != null
                ? style
                : recipe.value(
                        Setting.PROMPT_STYLE, "--prompt-style", text -> new Converters.OfPromptStyle().convert(text));
    }

    String negative() {
        return negative == null ? "" : negative;
    }

    PromptStyle style() {
        return style == null ? PromptStyle.A1111 : style;
    }

    boolean isKnown() {
        return prompt != null || repeated != null;
    }

    /** The only prompt. */
    String required() {
        if (prompt != null) {
            return prompt;
        }
        if (repeated == null) {
            throw CommandException.usage("prompt", "--prompt", "none");
        }
        return repeated.prompt();
    }

    /** The only prompt, or another one if none was given. */
    String or(String usual) {
        return isKnown() ? required() : usual;
    }
}
