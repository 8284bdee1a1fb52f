package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.image.GenerationParameters;
import org.ldm4j.image.GenerationSource;
import org.ldm4j.image.ImageFile;
import org.ldm4j.image.PngText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What a picture's file tells about how it was made. */
@Command(
        name = "png-info",
        description = "Shows the prompt and settings that a PNG carries, by ldm4j or other programs.")
final class PngInfoCommand extends LdmCommand {
    @Parameters(paramLabel = "FILE", description = "A PNG file.")
    private Path file = Path.of("");

    @Override
    Exit run() {
        ImageFile.read(file); // refuses what is no sound picture
        Map<String, String> texts = PngText.read(file);
        Map<String, String> parameters =
                GenerationParameters.of(texts).map(PngInfoCommand::flat).orElse(Map.of());
        Console console = common.console();
        @Nullable
        String source = GenerationSource.of(texts)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .orElse(null);
        parameters.forEach((name, value) -> console.result(name + ": " + value));
        if (source == null) {
            console.note("nothing about how it was made (" + file + ")");
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("source", source);
        document.put("parameters", parameters);
        console.document(document);
        return Exit.DONE;
    }

    private static Map<String, String> flat(GenerationParameters parameters) {
        Map<String, String> flat = new LinkedHashMap<>();
        flat.put("prompt", parameters.prompt());
        flat.put("negative_prompt", parameters.negativePrompt());
        flat.putAll(parameters.settings());
        return flat;
    }
}
