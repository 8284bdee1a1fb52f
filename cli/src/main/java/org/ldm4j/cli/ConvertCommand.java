package org.ldm4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.ModelConversion;
import org.ldm4j.checkpoint.ModelFiles;
import org.ldm4j.tensor.DType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a model in the other form, or in another element type. */
@Command(
        name = "convert",
        description =
                "Writes a model as a folder of diffusers or as one safetensors file; with --dtype auto every tensor"
                        + " keeps its type, and nothing is lost.")
final class ConvertCommand extends LdmCommand {
    /** The two forms. */
    enum Form {
        FOLDER,
        SAFETENSORS;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private final ModelOption model = new ModelOption();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            required = true,
            description = "Where to; must not be there yet.")
    private Path output = Path.of("");

    @Option(
            names = "--to",
            paramLabel = "folder|safetensors",
            converter = Converters.OfForm.class,
            description = "Which form; default: safetensors for a name that ends so, else a folder.")
    @Nullable
    private Form form;

    @Override
    Exit run() {
        DType type = common.type();
        common.startEngine();
        Form chosen = form != null ? form : usualForm();
        ModelFiles files = ModelFiles.open(model.orBundled(), model.choices());
        if (chosen == Form.FOLDER) {
            ModelConversion.toFolder(files, output, type);
        } else {
            ModelConversion.toSingleFile(files, output, type);
        }
        long bytes = size(output);
        Console console = common.console();
        console.result(String.format(Locale.ROOT, "%s: %s of %,d bytes", output, chosen.label(), bytes));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("model", files.path().toString());
        document.put("output", output.toString());
        document.put("to", chosen.label());
        document.put("dtype", type == null ? "auto" : type.label());
        document.put("bytes", bytes);
        console.document(document);
        return Exit.DONE;
    }

    private Form usualForm() {
        String name = output.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".safetensors") ? Form.SAFETENSORS : Form.FOLDER;
    }

    private static long size(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
