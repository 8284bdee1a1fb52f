package org.ldm4j.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
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
            names = {"--from-file", "--from_file"},
            paramLabel = "F",
            description = "One prompt a line, all in one process; the first picture of each line has seed --seed.")
    @Nullable
    Path file;

    @Option(
            names = "--prompt-style",
            paramLabel = "diffusers",
            description =
                    "diffusers: plain text, cut at the model's length with a warning. Default, and the only one yet.")
    String style = "diffusers";

    @Option(
            names = {"--cfg-scale", "--guidance-scale", "--guidance_scale", "--scale"},
            paramLabel = "X",
            description =
                    "How far to go towards the prompt; at most 1: no guidance. Default: the model's own, 7.5 in Stable Diffusion.")
    @Nullable
    Double scale;

    @Option(
            names = {"--guidance-rescale", "--guidance_rescale"},
            paramLabel = "X",
            description = "Pull the deviation of guided outputs back, 0 to 1. Default 0.")
    double rescale;

    @Option(
            names = {"--clip-skip", "--clip_skip"},
            paramLabel = "N",
            description = "Last layers of the text encoder that are left out, as diffusers counts: 1 leaves out one.")
    int clipSkip;

    /** The prompts, at least one. */
    List<String> texts() {
        if (!style.equals("diffusers")) {
            throw CommandException.usage("--prompt-style", "diffusers", style);
        }
        if ((prompt == null) == (file == null)) {
            throw CommandException.usage(
                    "prompt", "either --prompt or --from-file", prompt == null ? "neither" : "both");
        }
        return prompt != null ? List.of(prompt) : file != null ? lines(file) : List.of();
    }

    private static List<String> lines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            if (lines.isEmpty()) {
                throw CommandException.of(Exit.REFUSED, "--from-file", "a prompt on a line", "none", file);
            }
            return lines;
        } catch (CharacterCodingException e) {
            throw CommandException.of(Exit.REFUSED, "--from-file", "text in UTF-8", "bytes that are not", file);
        } catch (NoSuchFileException e) {
            throw CommandException.of(Exit.NOT_FOUND, "--from-file", "a file", "none", file);
        } catch (IOException e) {
            throw CommandException.of(
                    Exit.NOT_FOUND, "--from-file", "a readable file", String.valueOf(e.getMessage()), file);
        }
    }
}
