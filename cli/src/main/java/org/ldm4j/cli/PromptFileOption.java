package org.ldm4j.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Many prompts in one process. */
final class PromptFileOption {
    @Option(
            names = {"--from-file", "--from_file"},
            paramLabel = "F",
            description = "One prompt a line, all in one process; the first picture of each line has seed --seed.")
    @Nullable
    Path file;

    /** The prompts, at least one: the file's, or the only one of {@code prompts}. */
    List<String> texts(PromptOptions prompts) {
        if (file != null && prompts.prompt != null) {
            throw CommandException.usage("prompt", "either --prompt or --from-file", "both");
        }
        if (file == null && !prompts.isKnown()) {
            throw CommandException.usage("prompt", "either --prompt or --from-file", "neither");
        }
        return file != null ? lines(file) : List.of(prompts.required());
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
