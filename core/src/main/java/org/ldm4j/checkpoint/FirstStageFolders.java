package org.ldm4j.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.ldm4j.autoencoder.AutoencoderConfig;
import org.ldm4j.autoencoder.FirstStageConfig;
import org.ldm4j.autoencoder.VqConfig;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.ldm4j.nn.TensorSource;
import org.ldm4j.tensor.DType;

/**
 * The first stage in whatever lies at a path: alone, of either kind, or as part of a complete model of any form. Its
 * tensors are opened when asked for.
 */
public final class FirstStageFolders {
    private final FirstStageConfig config;
    private final Supplier<RenamedSource> tensors;

    private FirstStageFolders(FirstStageConfig config, Supplier<RenamedSource> tensors) {
        this.config = config;
        this.tensors = tensors;
    }

    /** Looks at a folder or a file; a file's YAML lies beside it under the same name. */
    public static FirstStageFolders open(Path path) {
        Path file = CompvisFolder.file(path);
        Path yaml = SingleFileConfig.yamlBeside(file);
        if (Files.isRegularFile(file) && Files.exists(yaml)) {
            return described(file, ConfigFile.of(Yaml.read(yaml), yaml).section("model"));
        }
        Optional<PaperFiles> paper = PaperFiles.find(path, ModelChoices.DEFAULT);
        if (paper.isPresent()) {
            return of(paper.get());
        }
        if (Files.isRegularFile(path)) {
            FirstStageFile alone = FirstStageFile.of(path, AutoencoderConfig.klF8());
            return new FirstStageFolders(alone.config(), alone::tensors);
        }
        AutoencoderFolder folder = AutoencoderFolder.open(path);
        return new FirstStageFolders(folder.config(), folder::tensors);
    }

    private static FirstStageFolders described(Path file, ConfigFile model) {
        return switch (CompvisClass.of(model)) {
            case VQ, VQ_MODEL -> alone(file, CompvisAutoencoderConfig.readVq(model.section("params"), 1));
            case KL -> alone(file, CompvisAutoencoderConfig.read(model.section("params"), 1));
            default -> {
                Optional<PaperFiles> paper = PaperFiles.find(file, ModelChoices.DEFAULT);
                yield paper.isPresent() ? of(paper.get()) : of(ModelFiles.open(file, ModelChoices.DEFAULT));
            }
        };
    }

    private static FirstStageFolders of(PaperFiles model) {
        return new FirstStageFolders(model.config().firstStage(), model::firstStage);
    }

    private static FirstStageFolders of(ModelFiles model) {
        return new FirstStageFolders(model.vaeConfig(), model::vae);
    }

    private static FirstStageFolders alone(Path file, FirstStageConfig config) {
        KeyTable table = AutoencoderKeys.of(config);
        return new FirstStageFolders(config, () -> Fit.requireFitting(table, TensorFiles.open(file), "first stage"));
    }

    public FirstStageConfig config() {
        return config;
    }

    /** Its tensors under the paper's names, all of them there and of the right shape; the caller closes them. */
    public RenamedSource tensors() {
        return tensors.get();
    }

    /**
     * Writes a first stage with a codebook into an existing folder.
     *
     * @param tensors under the paper's names
     * @param type element type of the file
     */
    public static void writeVq(Path folder, VqConfig config, TensorSource tensors, DType type) throws IOException {
        if (config.scalingFactor() != 1) {
            throw CheckpointException.of(
                    Code.UNSUPPORTED, "scaling factor", "1", String.valueOf(config.scalingFactor()), folder);
        }
        Map<String, Object> tree =
                Map.of("model", CompvisFolder.part(CompvisClass.VQ_MODEL, CompvisAutoencoderConfig.arguments(config)));
        CompvisFolder.writeInto(folder, tree, tensors, type);
    }
}
