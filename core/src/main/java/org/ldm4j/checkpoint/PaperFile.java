package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One of the paper's models in one file, safetensors or a torch pickle, with the names of its own code and its YAML beside
 * it (the same name with {@code .yaml}). The file is closed after it is recognised, and opened again for each network.
 */
final class PaperFile implements PaperFiles {
    private final Path path;
    private final ModelChoices choices;
    private final PaperConfig config;

    private PaperFile(Path path, ModelChoices choices, PaperConfig config) {
        this.path = path;
        this.choices = choices;
        this.config = config;
    }

    /** Such a model if {@code path} is a file whose YAML describes one. */
    static Optional<PaperFile> find(Path path, ModelChoices choices) {
        Path yaml = choices.config() != null ? choices.config() : SingleFileConfig.yamlBeside(path);
        if (!Files.isRegularFile(path) || !Files.exists(yaml)) {
            return Optional.empty();
        }
        CompvisConfig description = CompvisConfig.read(yaml);
        if (!PaperYaml.describes(description)) {
            return Optional.empty();
        }
        try (TensorFile file = TensorFiles.open(path)) {
            PaperConfig config = new PaperYaml(description, CompvisTensors.measuredScale(file)).read();
            return Optional.of(new PaperFile(path, choices, config));
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public PaperConfig config() {
        return config;
    }

    @Override
    public Path tokenizer() {
        return path.toAbsolutePath().getParent();
    }

    @Override
    public RenamedSource unet() {
        return open(file -> CompvisTensors.unet(file, config.unet(), choices.average()));
    }

    @Override
    public RenamedSource firstStage() {
        return open(file -> below(CompvisTensors.FIRST_STAGE, "vae", AutoencoderKeys.of(config.firstStage()), file));
    }

    @Override
    public RenamedSource conditioner() {
        KeyTable table = ConditionerKeys.of(Objects.requireNonNull(config.conditioner()));
        return open(file -> below(CompvisTensors.CONDITIONER, "conditioner", table, file));
    }

    private static RenamedSource below(String prefix, String component, KeyTable table, TensorFile file) {
        RenamedSource tensors = table.toNative(RenamedSource.below(prefix, file));
        Fit.of(table, tensors).require(component);
        return tensors;
    }

    private RenamedSource open(Function<TensorFile, RenamedSource> network) {
        TensorFile file = TensorFiles.open(path);
        try {
            return network.apply(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }
}
