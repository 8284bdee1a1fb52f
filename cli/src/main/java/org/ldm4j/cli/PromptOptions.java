package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
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
    String negative = "";

    @Option(
            names = "--prompt-style",
            paramLabel = "STYLE",
            converter = Converters.OfPromptStyle.class,
            description = "a1111: emphasis (x:1.2), schedules [a:b:0.5], AND, any length in chunks. diffusers: plain text, "
                    + "cut at the model's length with a warning. Default a1111.")
    PromptStyle style = PromptStyle.A1111;

    /** The only prompt. */
    String required() {
        if (prompt == null) {
            throw CommandException.usage("prompt", "--prompt", "none");
        }
        return prompt;
    }

    /** The only prompt, or another one if none was given. */
    String or(String usual) {
        return prompt == null ? usual : required();
    }
}
