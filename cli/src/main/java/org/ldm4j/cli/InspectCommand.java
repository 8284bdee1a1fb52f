package org.ldm4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.Inspector;
import org.ldm4j.checkpoint.ModelDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a checkpoint holds, told without making a network. */
@Command(name = "inspect", description = "Describes a model folder or file, or a published model, without loading it.")
final class InspectCommand extends LdmCommand {
    @Parameters(paramLabel = "PATH", arity = "0..1", description = "A folder or a file.")
    @Nullable
    private Path path;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "A published model, such as kl-f4, celeba256 or sd15; its sizes are known without its file.")
    @Nullable
    private String preset;

    @Override
    Exit run() {
        ModelDescription description = description();
        Console console = common.console();
        console.result("architecture: " + description.architecture());
        console.result("prediction: " + description.prediction());
        description
                .components()
                .forEach((name, part) -> console.result(String.format(
                        Locale.ROOT,
                        "%s: %,d parameters in %d tensors, %s",
                        name,
                        part.parameters(),
                        part.tensors(),
                        part.dtype())));
        description.missing().forEach(name -> console.result("missing: " + name));
        description.unused().forEach(name -> console.result("unused: " + name));
        console.document(document(description));
        return Exit.DONE;
    }

    private ModelDescription description() {
        if (path != null && preset == null) {
            return Inspector.describe(path);
        }
        if (preset == null || path != null) {
            throw CommandException.usage("inspect", "PATH or --preset NAME", path == null ? "neither" : "both");
        }
        return PresetNames.find("--preset", preset).describe();
    }

    private static Map<String, Object> document(ModelDescription description) {
        Map<String, Object> components = new LinkedHashMap<>();
        description.components().forEach((name, part) -> {
            Map<String, Object> component = new LinkedHashMap<>();
            component.put("parameters", part.parameters());
            component.put("tensors", part.tensors());
            component.put("dtype", part.dtype());
            components.put(name, component);
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("architecture", description.architecture());
        document.put("prediction", description.prediction());
        document.put("components", components);
        document.put("missing", description.missing());
        document.put("unused", description.unused());
        document.put("file_kind", description.fileKind());
        return document;
    }
}
