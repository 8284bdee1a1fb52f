package org.ldm4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.ldm4j.diffusion.Prediction;

/**
 * One of the paper's models in one file, safetensors or a torch pickle, with the names of its own code and its YAML beside
 * it (the same name with {@code .yaml}) unless it is a published one. The file is closed after it is recognised, and opened again for each network.
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

    /**
     * Such a model if {@code path} is a file whose YAML describes one, or that has the shapes of a published one and no
     * YAML.
     */
    static Optional<PaperFile> find(Path path, ModelChoices choices) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        Path yaml = choices.config() != null ? choices.config() : SingleFileConfig.yamlBeside(path);
        CompvisConfig description = Files.exists(yaml) ? CompvisConfig.read(yaml) : null;
        if (description != null && !PaperYaml.describes(description)) {
            return Optional.empty();
        }
        try (TensorFile file = TensorFiles.open(path)) {
            return (description == null
                            ? PublishedPaperModels.find(file)
                            : Optional.of(new PaperYaml(description, CompvisTensors.measuredScale(file)).read()))
                    .map(config -> new PaperFile(path, choices, with(config, choices)));
        }
    }

    private static PaperConfig with(PaperConfig config, ModelChoices choices) {
        Prediction chosen = choices.prediction();
        return chosen == null ? config : config.with(config.scheduler().with(chosen));
    }

    @Override
    public Path path() {
        return path;
    }

    /** A folder that is nothing but the model gives it its name. */
    @Override
    public String name() {
        Path folder = path.toAbsolutePath().normalize().getParent();
        Path named = folder != null
                        && CompvisFolder.file(folder)
                                .equals(path.toAbsolutePath().normalize())
                ? folder
                : path;
        return String.valueOf(named.getFileName());
    }

    @Override
    public PaperConfig config() {
        return config;
    }

    @Override
    public Path tokenizer() {
        return Objects.requireNonNull(path.toAbsolutePath().getParent()); // a file lies in a folder
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
