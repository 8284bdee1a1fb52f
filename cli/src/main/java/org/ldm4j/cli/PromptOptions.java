package org.ldm4j.cli;

import org.jspecify.annotations.Nullable;
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
            paramLabel = "diffusers",
            description =
                    "diffusers: plain text, cut at the model's length with a warning. Default, and the only one yet.")
    String style = "diffusers";

    /** The only prompt. */
    String required() {
        requireStyle();
        if (prompt == null) {
            throw CommandException.usage("prompt", "--prompt", "none");
        }
        return prompt;
    }

    /** The only prompt, or another one if none was given. */
    String or(String usual) {
        return prompt == null ? usual : required();
    }

    void requireStyle() {
        if (!style.equals("diffusers")) {
            throw CommandException.usage("--prompt-style", "diffusers", style);
        }
    }
}
